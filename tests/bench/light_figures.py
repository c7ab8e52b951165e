"""Figures of light on the emulated national network: discovery, commit to light verified, cut to event, and what a
thousand lit lightpaths cost. Prints one JSON document. Run from the repository's root after a release build:
    python3 tests/bench/light_figures.py [--lightpaths 1000] [--bin build/release/bin]"""
import argparse
import http.client
import json
import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time

NETWORK = 'lab/networks/national'
TICKS = os.sysconf('SC_CLK_TCK')


def cpu_seconds(pid):
    fields = pathlib.Path(f'/proc/{pid}/stat').read_text().rsplit(')', 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory_mib(pid):
    for line in pathlib.Path(f'/proc/{pid}/status').read_text().splitlines():
        if line.startswith('VmRSS'):
            return int(line.split()[1]) / 1024
    return 0


class Api:
    def __init__(self, address):
        host, port = address.rsplit(':', 1)
        self.connection = http.client.HTTPConnection(host, int(port), timeout=60)

    def __call__(self, method, path, body=None):
        self.connection.request(method, path, None if body is None else json.dumps(body), {'Content-Type': 'application/json'})
        answer = self.connection.getresponse()
        return answer.status, json.loads(answer.read())


def until(holds, seconds=120.0, pause=0.02):
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            sys.exit('what was waited for did not come')
        time.sleep(pause)


def active_count(api):
    metrics = api_text(api, '/metrics')
    for line in metrics.splitlines():
        if line.startswith('lightloom_reservations{') and 'ACTIVE"' in line and 'state="ACTIVE"' in line:
            return int(float(line.rsplit(' ', 1)[1]))
    return 0


def api_text(api, path):
    api.connection.request('GET', path)
    return api.connection.getresponse().read().decode()


def discovery(api):
    begin = time.monotonic()

    def all_up():
        links = api('GET', '/v1/links')[1]['links']
        return all(link['state'] == 'UP' for link in links)
    until(all_up, pause=0.005)
    return time.monotonic() - begin


def commit_to_light(api, rng, sites, count=20):
    took = []
    while len(took) < count:
        a, b = rng.sample(sites, 2)
        status, held = api('POST', '/v1/reservations', {'from': a, 'to': b, 'gbps': 400, 'hold_s': 60})
        if status != 200:
            continue
        begin = time.monotonic()
        api('POST', f'/v1/reservations/{held["name"]}:commit', {})
        state = api('GET', f'/v1/reservations/{held["name"]}?wait_for=ACTIVE&wait_s=30')[1]['state']
        if state != 'ACTIVE':
            sys.exit(f'{held["name"]} is {state}')
        took.append(time.monotonic() - begin)
    return took


def light_many(api, rng, sites, wanted):
    begin = time.monotonic()
    granted = refused = 0
    while granted < wanted and refused < 5 * wanted:
        a, b = rng.sample(sites, 2)
        status, _ = api('POST', '/v1/reservations', {'from': a, 'to': b, 'gbps': rng.choice([100, 200, 400])})
        granted += status == 200
        refused += status != 200
    promised = time.monotonic() - begin
    until(lambda: active_count(api) >= granted)
    return {'granted': granted, 'refused': refused, 'promised_s': round(promised, 3), 'lit_s': round(time.monotonic() - begin, 3)}


def cut_to_event(api, lab, address):
    active = api('GET', '/v1/reservations?state=ACTIVE&page_size=1')[1]['reservations'][0]
    cable = active['path']['links'][0]
    after = api('GET', '/v1/links')[1]['last_event_id']
    host, port = address.rsplit(':', 1)
    stream = http.client.HTTPConnection(host, int(port), timeout=20)
    stream.request('GET', f'/v1/events?after={after}&types=reservation.state')
    events = stream.getresponse()
    begin = time.monotonic()
    lab('cut', cable)
    first = None
    for line in events:
        if line.startswith(b'data:') and json.loads(line[5:])['after'] == 'DEGRADED':
            first = time.monotonic() - begin
            break
    time.sleep(2)
    degraded = len(api('GET', '/v1/reservations?state=DEGRADED&page_size=10000')[1]['reservations'])
    alarms = [(alarm['kind'], alarm['resource']) for alarm in api('GET', '/v1/alarms?active=true')[1]['alarms']]
    begin = time.monotonic()
    lab('splice', cable)
    until(lambda: not api('GET', '/v1/reservations?state=DEGRADED&page_size=1')[1]['reservations'])
    return {'cable': cable, 'event_s': round(first, 3), 'degraded': degraded, 'alarms': alarms,
            'mended_s': round(time.monotonic() - begin, 3)}


def cost(pids, seconds=10):
    before = {name: cpu_seconds(pid) for name, pid in pids.items()}
    time.sleep(seconds)
    return {name: {'cpu_percent': round(100 * (cpu_seconds(pid) - before[name]) / seconds, 2), 'rss_mib': round(memory_mib(pid), 1)}
            for name, pid in pids.items()}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--lightpaths', type=int, default=1000)
    parser.add_argument('--bin', default='build/release/bin')
    words = parser.parse_args()
    name = f'figures-{os.getpid()}'

    def lab(*verb):
        done = subprocess.run([f'{words.bin}/lightloom-lab', *verb, '--name', name, '--json'], capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f'lightloom-lab {" ".join(verb)}: {done.stdout}{done.stderr}')
        return json.loads(done.stdout)

    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        up = lab('up', NETWORK, '--devices', str(folder / 'devices.json'))
        ready = folder / 'ready.json'
        begin = time.monotonic()
        daemon = subprocess.Popen([f'{words.bin}/lightloomd', '--network', NETWORK, '--devices', str(folder / 'devices.json'), '--db',
                                   str(folder / 'lightloom.db'), '--listen', '127.0.0.1:0', '--ready-file', str(ready)],
                                  stderr=(folder / 'daemon.log').open('w'))
        try:
            until(ready.exists, pause=0.002)
            address = json.loads(ready.read_text())['http']
            api = Api(address)
            discovery(api)
            figures = {'lab_up_s': round(up['seconds'], 3), 'start_to_all_cables_up_s': round(time.monotonic() - begin, 3)}
            pids = {'controller': daemon.pid, 'lab': up['pid']}
            figures['idle'] = cost(pids)
            rng = random.Random(1)
            sites = [site['name'] for site in api('GET', '/v1/sites')[1]['sites']]
            took = commit_to_light(api, rng, sites)
            figures['commit_to_light_s'] = {'median': round(statistics.median(took), 3), 'max': round(max(took), 3), 'of': len(took)}
            figures['many'] = light_many(api, rng, sites, words.lightpaths - len(took))
            took = commit_to_light(api, rng, sites)
            figures['commit_to_light_loaded_s'] = {'median': round(statistics.median(took), 3), 'max': round(max(took), 3)}
            time.sleep(15)
            figures['lit'] = cost(pids)
            figures['cut'] = cut_to_event(api, lab, address)
            worst = worst_prediction(api)
            figures['worst_difference_db'] = worst
            print(json.dumps(figures, indent=1))
        finally:
            daemon.terminate()
            daemon.wait()
            lab('down')


def worst_prediction(api):
    worst = {'power': 0.0, 'gsnr': 0.0, 'receivers': 0}
    for reservation in api('GET', '/v1/reservations?state=ACTIVE&page_size=10000')[1]['reservations']:
        for lightpath in reservation['path']['lightpaths']:
            for end in api('GET', f'/v1/lightpaths/{lightpath["name"]}')[1]['receivers']:
                if 'power_dbm' in end and 'predicted_power_dbm' in end:
                    worst['receivers'] += 1
                    worst['power'] = max(worst['power'], round(abs(end['power_dbm'] - end['predicted_power_dbm']), 3))
                    worst['gsnr'] = max(worst['gsnr'], round(abs(end['gsnr_0p1nm_db'] - end['predicted_gsnr_0p1nm_db']), 3))
    return worst


main()
