"""What was written and what proves it: versions of letters, their files, exhibits, captures of pages."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.tables.columns import enum_column, moment_column, sealed_column
from models.terms import CapturePurpose, CaptureResult, ExhibitForm, PaperFormat, PaperRole, VersionOrigin


class LetterVersionRow(SQLModel, table=True):
    """書面の版: never overwritten. `material` is sealed JSON of every value the letter was drawn from (path → text).

    `law` names the package version and the regime, `templates` hashes the templates; `material_sha256` hashes the
    material, so that a change of the facts shows without opening it.
    """

    __tablename__ = "letter_version"
    __table_args__ = (
        sa.UniqueConstraint("letter_id", "no", name="uq_letter_version_no"),
        sa.CheckConstraint("no >= 1", name="ck_letter_version_no"),
    )

    id: int | None = Field(default=None, primary_key=True)
    letter_id: int = Field(foreign_key="letter.id", index=True)
    no: int
    origin: VersionOrigin = Field(sa_column=enum_column(VersionOrigin, "ck_letter_version_origin"))
    made_at: datetime = Field(sa_column=moment_column())
    made_by: str = Field(sa_column=sealed_column("letter_version.made_by", nullable=False), repr=False)
    law: str = Field(max_length=80)
    templates: str = Field(max_length=64)
    material: str = Field(sa_column=sealed_column("letter_version.material", nullable=False), repr=False)
    material_sha256: str = Field(max_length=64)


class PaperFileRow(SQLModel, table=True):
    """版の一ファイル: one paper of a version in one format; `no` counts papers of one role (1, 2, …)."""

    __tablename__ = "paper_file"
    __table_args__ = (sa.UniqueConstraint("version_id", "role", "no", "format", name="uq_paper_file"),)

    id: int | None = Field(default=None, primary_key=True)
    version_id: int = Field(foreign_key="letter_version.id", index=True)
    role: PaperRole = Field(sa_column=enum_column(PaperRole, "ck_paper_file_role"))
    no: int = 1
    format: PaperFormat = Field(sa_column=enum_column(PaperFormat, "ck_paper_file_format"))
    document_id: int = Field(foreign_key="document.id")


class ExhibitRow(SQLModel, table=True):
    """書証: 甲第`no`号証の`branch` (0: no branch). A number is never used twice; a withdrawn exhibit keeps its own."""

    __tablename__ = "exhibit"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "no", "branch", name="uq_exhibit_no"),
        sa.CheckConstraint("no >= 1 AND branch >= 0", name="ck_exhibit_no"),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_file.id", index=True)
    no: int
    branch: int = 0
    title: str = Field(sa_column=sealed_column("exhibit.title", nullable=False), repr=False)
    form: ExhibitForm = Field(sa_column=enum_column(ExhibitForm, "ck_exhibit_form"))
    made_on: date | None = None
    author: str = Field(default="", sa_column=sealed_column("exhibit.author", nullable=False), repr=False)
    proves: str = Field(default="", sa_column=sealed_column("exhibit.proves", nullable=False), repr=False)
    document_id: int = Field(foreign_key="document.id", index=True)
    numbered_at: datetime = Field(sa_column=moment_column())
    withdrawn_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True))


class CaptureRow(SQLModel, table=True):
    """証拠保全: one look at one page, whatever came of it. `folder` lies below KAIJI_HOME/documents.

    A capture made before intake has no case yet; intake of the same URL takes it in (`url_index`). `clock_offset_ms` is
    how far the machine's clock lay from the reference when asked, None when none was asked.
    """

    __tablename__ = "capture"

    id: int | None = Field(default=None, primary_key=True)
    case_id: int | None = Field(default=None, foreign_key="case_file.id", index=True)
    post_id: int | None = Field(default=None, foreign_key="post.id")
    purpose: CapturePurpose = Field(sa_column=enum_column(CapturePurpose, "ck_capture_purpose"))
    result: CaptureResult = Field(sa_column=enum_column(CaptureResult, "ck_capture_result"))
    url: str = Field(sa_column=sealed_column("capture.url", nullable=False), repr=False)
    url_index: str = Field(max_length=64, index=True)
    looked_at: datetime = Field(sa_column=moment_column())
    http_status: int | None = None
    because: str = Field(default="", sa_column=sealed_column("capture.because", nullable=False), repr=False)
    folder: str = Field(default="", max_length=300)
    manifest_sha256: str = Field(default="", max_length=64)
    stamped_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True))
    stamped_by: str = Field(default="", max_length=200)
    clock_offset_ms: int | None = None
