"""How many deployments the desk must find before it trusts what an earlier one deployed."""

from flows.desk import PROJECT, deployments


def test_deployments_are_counted_as_the_file_names_them() -> None:
    told = (PROJECT / "prefect.yaml").read_bytes()
    assert deployments(told) == told.count(b"\n  - name: main\n") > 0
    assert deployments(b"deployments: []\n") == 0
