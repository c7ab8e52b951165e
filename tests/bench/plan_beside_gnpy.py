#!/usr/bin/env python3
"""`lightloom plan` and GNPy on the same 60 requests, whole processes, in turn.

usage: python3 tests/bench/plan_beside_gnpy.py [--gnpy PYTHON] [--runs 5] [--lightloom build/release/bin/lightloom]

PYTHON is an interpreter in which `import gnpy` works (pip install gnpy); without it only ours is timed. Prints the
median of each and their ratio, and how far the answers are apart.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
NETWORK = ROOT / "lab/networks/national"
GNPY = "import sys; from gnpy.tools.cli_examples import path_requests_run; path_requests_run(sys.argv[1:])"


def timed(command, allowed):
    begin = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True)
    seconds = time.perf_counter() - begin
    if done.returncode not in allowed:
        raise SystemExit(f"{command[0]}: exit {done.returncode}: {done.stderr[-400:]}")
    return seconds, done.stdout


def worst_difference(ours, theirs):
    by_id = {answer["id"]: answer for answer in ours["requests"]}
    worst = 0.0
    for response in theirs["response"]:
        answer = by_id[response["response-id"]]
        refused = response.get("no-path")
        if (refused["no-path"] if refused else "") != answer["reason"]:
            raise SystemExit(f"request {answer['id']}: {answer['reason']!r}, GNPy says otherwise")
        metrics = (refused or response)["path-properties"]["path-metric"]
        gsnr = next(metric["accumulative-value"] for metric in metrics if metric["metric-type"] == "SNR-0.1nm")
        worst = max(worst, abs(gsnr - answer["gsnr_0p1nm_db"]))
    return worst


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gnpy", help="interpreter in which GNPy can be imported")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--lightloom", default=str(ROOT / "build/release/bin/lightloom"))
    words = parser.parse_args()
    files = [str(NETWORK / name) for name in ("topology.json", "services.json", "equipment.json")]
    ours = [words.lightloom, "plan", "--network", files[0], "--services", files[1], "--equipment", files[2], "--json"]
    with tempfile.NamedTemporaryFile(suffix=".json") as answers:
        theirs = [words.gnpy, "-c", GNPY, files[0], files[1], "-e", files[2], "-o", answers.name, "--no-insert-edfas"]
        our_times, their_times = [], []
        for _ in range(words.runs):
            seconds, output = timed(ours, {0, 1})
            our_times.append(seconds)
            if words.gnpy:
                their_times.append(timed(theirs, {0})[0])
        median = statistics.median(our_times)
        print(f"lightloom plan   {median * 1e3:8.1f} ms  (least {min(our_times) * 1e3:.1f}, {words.runs} runs)")
        if words.gnpy:
            their_median = statistics.median(their_times)
            worst = worst_difference(json.loads(output), json.loads(pathlib.Path(answers.name).read_text()))
            print(f"GNPy             {their_median * 1e3:8.1f} ms  (least {min(their_times) * 1e3:.1f})")
            print(f"ratio            {their_median / median:8.0f}     verdicts equal, GSNR at most {worst:.4f} dB apart")


if __name__ == "__main__":
    main()
