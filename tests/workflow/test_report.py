"""The report is one file that needs no network."""

NOWHERE = "http://127.0.0.1:9"


def test_report_is_made_offline_and_holds_the_results(finished, tmp_path):
    report = tmp_path / "report.html"
    finished.snakemake(
        "--report", str(report), http_proxy=NOWHERE, https_proxy=NOWHERE, HTTPS_PROXY=NOWHERE
    )
    page = report.read_text()
    assert "catalog.csv" in page
    assert 'src="http' not in page and '<link href="http' not in page
