"""The story that ./lab/demo tells, step by step, over the API alone. Run from the repository's root, after the build."""
import argparse
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

NETWORK = 'lab/networks/national'


class StepFailed(Exception):
    """What was expected and what came, in one sentence."""


class Daemon:
    """One lightloomd on the same database, started and killed as the story wants."""

    def __init__(self, program, folder, port):
        self.program, self.folder, self.port = program, folder, port
        self.log = folder.with_suffix('.log')
        self.process = self.address = None

    def start(self):
        ready = self.folder / 'ready.json'
        ready.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [self.program, '--network', NETWORK, '--db', str(self.folder / 'lightloom.db'), '--listen', f'127.0.0.1:{self.port}',
             '--ready-file', str(ready)], stdout=subprocess.DEVNULL, stderr=self.log.open('a'), stdin=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        while not ready.exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise StepFailed('lightloomd did not begin to serve')
            time.sleep(0.005)
        self.address = json.loads(ready.read_text())['http']
        self.port = int(self.address.rsplit(':', 1)[1])

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.kill()

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f'http://{self.address}{path}', data, method=method,
                                         headers={'Content-Type': 'application/json'})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refusal:
            return refusal.code, json.load(refusal)

    def granted(self, method, path, body=None):
        status, answer = self.call(method, path, body)
        if status != 200:
            raise StepFailed(f'{method} {path} was refused: {answer["error"]["message"]}')
        return answer


def need(condition, sentence):
    if not condition:
        raise StepFailed(sentence)


def ms(microseconds):
    return f'{microseconds / 1000:.2f} ms'


def duration(seconds):
    return f'{seconds * 1e6:.0f} us' if seconds < 1e-3 else f'{seconds:.1f} s' if seconds >= 0.1 else f'{seconds * 1e3:.0f} ms'


class Story:
    WISH = {'from': 'horinger', 'to': 'shaoguan', 'gbps': 400, 'max_latency_us': 12000}

    def __init__(self, daemon):
        self.daemon, self.promised = daemon, None

    def spectrum(self):
        """Everything that is held on any cable."""
        cables = [link['name'] for link in self.daemon.granted('GET', '/v1/links')['links']]
        held = {}
        for cable in cables:
            spectrum = self.daemon.granted('GET', f'/v1/links/{cable}/spectrum')
            if spectrum['az'] or spectrum['za']:
                held[cable] = spectrum
        return held

    def ask(self):
        answer = self.daemon.granted('POST', '/v1/paths:compute', {**self.WISH, 'alternatives': 3, 'explain': True})
        first, light = answer['paths'][0], answer['paths'][0]['lightpaths'][0]
        required = light['gsnr_0p1nm_db'] - light['margin_db']
        need(first['latency_us'] <= 12000, f'the path takes {first["latency_us"]} us, more than 12000')
        frequency = 193.1 + light['slot']['n'] * 0.00625
        following = ', '.join(ms(path['latency_us']) for path in answer['paths'][1:])
        return (f'horinger -> shaoguan  400G within 12 ms: {answer["routes_within_budget"]} routes fit',
                [f'> {ms(first["latency_us"])}  {first["length_km"]:,.0f} km  {" ".join(first["sites"][1:-1])}      next: {following}',
                 f'{light["mode"]}, slot n={light["slot"]["n"]} m={light["slot"]["m"]} ({frequency:.3f} THz): '
                 f'GSNR {light["gsnr_0p1nm_db"]:.1f} dB, needs {required - 1:.1f} + 1.0, margin {light["margin_db"]:.1f}'],
                answer['elapsed_us'] / 1e6)

    def promise(self):
        held = self.daemon.granted('POST', '/v1/reservations', {**self.WISH, 'hold_s': 60, 'request_id': 'demo-1'})
        need(held['state'] == 'HELD', f'the reservation is {held["state"]}, not HELD')
        committed = self.daemon.granted('POST', f'/v1/reservations/{held["name"]}:commit', {})
        self.promised = self.daemon.granted('GET', f'/v1/reservations/{held["name"]}?wait_for=ACTIVE&wait_s=5')
        need(self.promised['state'] == 'ACTIVE', f'the reservation is {self.promised["state"]}, not ACTIVE')
        slot = committed['path']['lightpaths'][0]['slot']
        ends = ', '.join(f'{end["site"]}/{end["port"]}' for end in committed['endpoints'])
        return (f'{held["name"]} held for 60 s, committed (on disk): slot n={slot["n"]} m={slot["m"]} on {len(committed["path"]["links"])} cables',
                [f'{ends} are its line ports'], None)

    def kill(self):
        before = self.spectrum()
        self.daemon.kill()
        begin = time.monotonic()
        self.daemon.start()
        back = time.monotonic() - begin
        now = self.daemon.granted('GET', f'/v1/reservations/{self.promised["name"]}')
        need(now == self.promised, f'{self.promised["name"]} is not what was promised: {json.dumps(now)}')
        need(self.spectrum() == before, 'the spectrum is not what it was')
        return 'controller killed. Back: same reservation, same slot on every cable', [], back

    def refuse(self):
        wish = {'from': 'urumqi', 'to': 'shaoguan', 'gbps': 400, 'max_latency_us': 15000}
        status, answer = self.daemon.call('POST', '/v1/reservations', wish)
        need(status == 409, f'{wish} was answered with {status}, not refused')
        error = answer['error']
        need(error['reason'] == 'NO_ROUTE_WITHIN_LATENCY' and error['alternatives'], f'refused without an offer: {error["message"]}')
        offer = error['alternatives'][0]
        granted = self.daemon.granted('POST', '/v1/reservations', offer['request'])
        path = granted['path']
        return (f'urumqi -> shaoguan 400G within 15 ms: no; the fastest way is {ms(path["latency_us"])} ({path["length_km"]:,.0f} km)',
                [f'offered instead: {offer["differs"]}. Sent back as it stands: granted, {granted["name"]}'], None)

    def release(self):
        for reservation in self.daemon.granted('GET', '/v1/reservations')['reservations']:
            gone = self.daemon.granted('POST', f'/v1/reservations/{reservation["name"]}:release', {})
            need(gone['state'] == 'RELEASED', f'{gone["name"]} is {gone["state"]}, not RELEASED')
        left = self.spectrum()
        need(not left, f'still held: {", ".join(left)}')
        kept = self.daemon.granted('POST', '/v1/reservations', {**self.WISH, 'request_id': 'demo-yours'})
        return f'nothing is held on 145 cables; then {kept["name"]} is promised to you', [], None


def tell(story, report):
    steps = [('ask', story.ask), ('promise', story.promise), ('kill -9', story.kill), ('refuse', story.refuse), ('release', story.release)]
    for number, (name, step) in enumerate(steps, 1):
        begin = time.monotonic()
        try:
            headline, details, shown = step()
        except (StepFailed, OSError, KeyError, IndexError, ValueError) as problem:
            report.append({'step': name, 'ok': False, 'detail': str(problem)})
            print(f'{number} {name:<9} failed: {problem}')
            if story.daemon.log.exists():
                print(f'  --- last lines of {story.daemon.log}')
                print(''.join(f'  | {line}\n' for line in story.daemon.log.read_text().splitlines()[-15:]), end='')
            print('  again: ./lab/demo')
            return False
        took = duration(shown if shown is not None else time.monotonic() - begin)
        print(f'{number} {name:<9} {headline:<86} {took:>8}')
        for line in details:
            print(f'{"":<12}{line}')
        report.append({'step': name, 'ok': True, 'detail': headline})
    return True


def free_port(wanted):
    """The usual port where it is free, so that what the demo prints is what the README says."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(('127.0.0.1', wanted))
            return wanted
        except OSError:
            return 0


def wait_for_ctrl_c(daemon):
    option = '' if daemon.address == '127.0.0.1:8420' else f' --server http://{daemon.address}'
    print('Running until Ctrl-C, which removes all of it. In another terminal:')
    print(f'  curl -s {daemon.address}/v1/reservations/r-3            build/release/bin/lightloom reservations{option}')
    print(f'  curl -sN "{daemon.address}/v1/events?after=0.0"         build/release/bin/lightloom path urumqi guian --gbps 800{option}')
    sys.stdout.flush()
    try:
        daemon.process.wait()
        print(f'lightloomd ended by itself; see {daemon.log}')
    except KeyboardInterrupt:
        print()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--once', action='store_true')
    parser.add_argument('--report')
    parser.add_argument('--daemon', default='build/release/bin/lightloomd')
    parser.add_argument('--folder', default='build/demo', type=pathlib.Path)
    words = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    shutil.rmtree(words.folder, ignore_errors=True)
    words.folder.mkdir(parents=True)
    daemon = Daemon(words.daemon, words.folder, 0 if words.once else free_port(8420))
    daemon.log.write_text('')
    steps, begin = [], time.monotonic()
    ok = False
    try:
        try:
            daemon.start()
            ok = tell(Story(daemon), steps)
        except StepFailed as problem:
            steps.append({'step': 'start', 'ok': False, 'detail': str(problem)})
            print(f'start failed: {problem}; see {daemon.log}\n  again: ./lab/demo')
        seconds = round(time.monotonic() - begin, 3)
        if words.report:
            pathlib.Path(words.report).write_text(json.dumps({'ok': ok, 'seconds': seconds, 'steps': steps}) + '\n')
        if ok:
            print(f'{len(steps)} of {len(steps)} done in {seconds:.1f} s.', end='\n' if words.once else ' ')
            if not words.once:
                wait_for_ctrl_c(daemon)
    except KeyboardInterrupt:
        print()
    finally:
        daemon.stop()
        shutil.rmtree(words.folder, ignore_errors=True)
    sys.stdout.flush()
    os._exit(0 if ok else 1)


main()
