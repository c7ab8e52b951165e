"""The story that ./lab/demo tells, step by step: a lab of devices and glass, a controller, and the API alone between
them. Run from the repository's root, after the build."""
import argparse
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

NETWORK = 'lab/networks/national'


class StepFailed(Exception):
    """What was expected and what came, in one sentence."""


def need(condition, sentence):
    if not condition:
        raise StepFailed(sentence)


def until(sentence, holds, seconds=20.0, pause=0.01):
    """The first thing that `holds` gives that is true."""
    deadline = time.monotonic() + seconds
    while True:
        found = holds()
        if found:
            return found
        need(time.monotonic() < deadline, f'{sentence}: not within {seconds:.0f} s')
        time.sleep(pause)


class Lab:
    """One lightloom-lab in the background, asked and told through its own command."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.name = f'demo-{os.getpid()}'
        self.devices_file = folder / 'devices.json'
        self.log = folder.with_suffix('.lab.log')

    def tell(self, *words):
        done = subprocess.run([self.program, *words, '--name', self.name, '--json'], capture_output=True, text=True, timeout=60,
                              stdin=subprocess.DEVNULL)
        answer = json.loads(done.stdout) if done.stdout.strip() else {}
        need(done.returncode == 0, f'lightloom-lab {" ".join(words)}: {answer.get("error", {}).get("message") or done.stderr.strip()}')
        return answer

    def up(self):
        return self.tell('up', NETWORK, '--devices', str(self.devices_file), '--log', str(self.log))

    def status(self):
        return self.tell('status')

    def down(self):
        subprocess.run([self.program, 'down', '--name', self.name], capture_output=True, timeout=60, stdin=subprocess.DEVNULL)


class Daemon:
    """One lightloomd on the same database, started and killed as the story wants."""

    def __init__(self, program, folder, port):
        self.program, self.folder, self.port = program, folder, port
        self.log = folder.with_suffix('.log')
        self.process = self.address = None

    def start(self, *more):
        ready = self.folder / 'ready.json'
        ready.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [self.program, '--db', str(self.folder / 'lightloom.db'), '--listen', f'127.0.0.1:{self.port}', '--ready-file', str(ready),
             *more], stdout=subprocess.DEVNULL, stderr=self.log.open('a'), stdin=subprocess.DEVNULL)
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
            with urllib.request.urlopen(request, timeout=40) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refusal:
            return refusal.code, json.load(refusal)

    def granted(self, method, path, body=None):
        status, answer = self.call(method, path, body)
        if status != 200:
            raise StepFailed(f'{method} {path} was refused: {answer["error"]["message"]}')
        return answer

    def becomes(self, name, state, seconds=20):
        reservation = self.granted('GET', f'/v1/reservations/{name}?wait_for={state}&wait_s={seconds}')
        need(reservation['state'] == state, f'{name} is {reservation["state"]} ({reservation["state_message"]}), not {state}')
        return reservation


class EventWatch(threading.Thread):
    """Notes when the first event of a name and state comes."""

    def __init__(self, address, after, name, state):
        super().__init__(daemon=True)
        self.url = f'http://{address}/v1/events?after={after}&name={name}'
        self.state, self.seen = state, None

    def run(self):
        try:
            with urllib.request.urlopen(self.url, timeout=20) as stream:
                for line in stream:
                    if line.startswith(b'data:') and json.loads(line[5:])['after'] == self.state:
                        self.seen = time.monotonic()
                        return
        except OSError:
            return


def ms(microseconds):
    return f'{microseconds / 1000:.2f} ms'


def duration(seconds):
    return f'{seconds * 1e6:.0f} us' if seconds < 1e-3 else f'{seconds:.1f} s' if seconds >= 0.1 else f'{seconds * 1e3:.0f} ms'


class Story:
    WISH = {'from': 'horinger', 'to': 'shaoguan', 'gbps': 400, 'max_latency_us': 12000}

    def __init__(self, daemon, lab, patience):
        self.daemon, self.lab, self.patience, self.promised = daemon, lab, patience, None

    def network(self):
        up = self.lab.up()
        self.daemon.start('--network', NETWORK, '--devices', str(self.lab.devices_file))
        until('every device is UP', lambda: all(device['state'] == 'UP' for device in self.daemon.granted('GET', '/v1/devices')['devices']))
        return (f'{up["devices"]} devices up; the controller is given their addresses and the plant record', [], None)

    def discover(self):
        def states():
            counted = {}
            for link in self.daemon.granted('GET', '/v1/links')['links']:
                counted[link['state']] = counted.get(link['state'], 0) + 1
            return counted
        until('every cable is UP', lambda: set(states()) == {'UP'})
        found = states()
        return (f'{found["UP"]} of {found["UP"]} cables: both ends agree by LLDP, as recorded; '
                f'{found.get("MISWIRED", 0)} crossed, {found.get("ONE_WAY", 0)} one-way', [], None)

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

    def light_as_received(self, name):
        """Each receiver of the reservation's lightpath, measured beside predicted."""
        lightpath = self.daemon.granted('GET', f'/v1/reservations/{name}')['path']['lightpaths'][0]['name']

        def receivers():
            found = self.daemon.granted('GET', f'/v1/lightpaths/{lightpath}')['receivers']
            return all('power_dbm' in end and 'predicted_power_dbm' in end for end in found) and found
        found = until(f'{lightpath} is measured and predicted at both ends', receivers, 5)
        for end in found:
            for what in ('power_dbm', 'gsnr_0p1nm_db'):
                off = abs(end[what] - end['predicted_' + what])
                need(off <= 0.5, f'{end["site"]}: {what} is {end[what]:.2f}, predicted {end["predicted_" + what]:.2f}')
        return found

    def light(self):
        held = self.daemon.granted('POST', '/v1/reservations', {**self.WISH, 'hold_s': 60, 'request_id': 'demo-1'})
        need(held['state'] == 'HELD', f'the reservation is {held["state"]}, not HELD')
        begin = time.monotonic()
        self.daemon.granted('POST', f'/v1/reservations/{held["name"]}:commit', {})
        self.promised = self.daemon.becomes(held['name'], 'ACTIVE')
        took = time.monotonic() - begin
        need(self.promised['service'] == 'UP', f'the service is {self.promised["service"]}, not UP')
        ends = self.light_as_received(held['name'])
        measured = '     '.join(f'{end["site"]} {end["power_dbm"]:.1f} dBm (predicted {end["predicted_power_dbm"]:.1f}) '
                                f'{end["gsnr_0p1nm_db"]:.1f} dB ({end["predicted_gsnr_0p1nm_db"]:.1f})' for end in ends)
        return (f'held, committed (on disk), {len(self.promised["path"]["sites"])} ROADMs, then 2 lasers, set over gNMI and read back',
                [f'{measured}  LIT'], took)

    def kill(self):
        before = self.lab.status()
        self.daemon.kill()
        dark = time.monotonic() + 2.0
        while time.monotonic() < dark:
            need(self.lab.status()['totals']['receivers_lit'] == 2, 'the channel went dark while the controller was gone')
            time.sleep(0.2)
        begin = time.monotonic()
        self.daemon.start()
        now = self.daemon.granted('GET', f'/v1/reservations/{self.promised["name"]}')
        back = time.monotonic() - begin
        until('every device is UP again',
              lambda: all(device['state'] == 'UP' and 'last_seen' in device for device in self.daemon.granted('GET', '/v1/devices')['devices']))
        after = self.lab.status()
        for part in (now, self.promised):
            part.pop('metered')
        need(now == self.promised, f'{self.promised["name"]} is not what was promised: {json.dumps(now)}')
        writes = after['totals']['sets'] - before['totals']['sets']
        need(writes == 0, f'{writes} writes to devices that were in order')
        return 'controller gone for 2.0 s: channel stayed lit. Back: same reservation, 0 writes', [], back

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
                [f'offered instead: within {ms(offer["request"]["max_latency_us"])}. Sent back as it stands: granted, {granted["name"]}'], None)

    def active_alarms(self):
        return self.daemon.granted('GET', '/v1/alarms?active=true')['alarms']

    def cut(self):
        name, cable = self.promised['name'], self.promised['path']['links'][0]
        need(not self.active_alarms(), f'there are alarms already: {self.active_alarms()}')
        watch = EventWatch(self.daemon.address, self.daemon.granted('GET', '/v1/links')['last_event_id'], name, 'DEGRADED')
        watch.start()
        begin = time.monotonic()
        self.lab.tell('cut', cable)
        watch.join(5)
        need(watch.seen, f'no event of {name} DEGRADED after {cable} was cut')
        took = watch.seen - begin
        need(took < self.patience, f'the event came after {took:.2f} s')
        time.sleep(1.2)  # whatever else there is to be said of it comes by then
        alarms = self.active_alarms()
        need(len(alarms) == 1 and alarms[0]['kind'] == 'LINK_DOWN' and alarms[0]['resource'] == cable and name in alarms[0]['affects'],
             f'not one alarm about {cable} that affects {name}: {json.dumps(alarms)}')
        around = self.daemon.granted('POST', '/v1/paths:compute', {key: value for key, value in self.WISH.items() if key != 'max_latency_us'})
        way = around['paths'][0]['latency_us']
        begin = time.monotonic()
        self.lab.tell('splice', cable)
        self.daemon.becomes(name, 'ACTIVE')
        mended = time.monotonic() - begin
        self.light_as_received(name)
        until('the alarm is cleared', lambda: not self.active_alarms(), 5)
        sense = '> 12 ms' if way > 12000 else 'fits'
        return (f'{cable} cut: 1 alarm, {name} DEGRADED in {took:.2f} s (way round {ms(way)} {sense})',
                ['spliced: ACTIVE, light as before'], mended)

    def release(self):
        for reservation in self.daemon.granted('GET', '/v1/reservations')['reservations']:
            self.daemon.granted('POST', f'/v1/reservations/{reservation["name"]}:release', {})
        for reservation in self.daemon.granted('GET', '/v1/reservations')['reservations']:
            self.daemon.becomes(reservation['name'], 'RELEASED')
        totals = self.lab.status()['totals']
        need(totals['configured_leaves'] == 0, f'{totals["configured_leaves"]} leaves are still configured on devices')
        need(totals['receivers_lit'] == 0, f'{totals["receivers_lit"]} receivers still see light')
        kept = self.daemon.granted('POST', '/v1/reservations', {**self.WISH, 'request_id': 'demo-yours'})
        self.daemon.becomes(kept['name'], 'ACTIVE')
        return f'dark; nothing left configured on {totals["devices"]} devices; then {kept["name"]} is lit for you', [], None


def show_log(log):
    if log.exists():
        print(f'  --- last lines of {log}')
        print(''.join(f'  | {line}\n' for line in log.read_text().splitlines()[-15:]), end='')


def tell(story, report):
    steps = [('network', story.network), ('discover', story.discover), ('ask', story.ask), ('light', story.light),
             ('kill -9', story.kill), ('refuse', story.refuse), ('cut', story.cut), ('release', story.release)]
    for number, (name, step) in enumerate(steps, 1):
        begin = time.monotonic()
        try:
            headline, details, shown = step()
        except (StepFailed, OSError, KeyError, IndexError, ValueError, subprocess.SubprocessError) as problem:
            report.append({'step': name, 'ok': False, 'detail': str(problem)})
            print(f'{number} {name:<9} failed: {problem}')
            show_log(story.daemon.log)
            print('  again: ./lab/demo')
            return False
        took = duration(shown if shown is not None else time.monotonic() - begin)
        print(f'{number} {name:<9} {headline:<86} {took:>8}')
        for line in details:
            print(f'{"":<12}{line}')
        sys.stdout.flush()
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


def wait_for_ctrl_c(daemon, lab):
    option = '' if daemon.address == '127.0.0.1:8420' else f' --server http://{daemon.address}'
    print('Running until Ctrl-C, which removes all of it. In another terminal:')
    print(f'  curl -s {daemon.address}/v1/reservations/r-3            build/release/bin/lightloom reservations{option}')
    print(f'  curl -sN "{daemon.address}/v1/events?after=0.0"         build/release/bin/lightloom-lab cut wuhan-changsha-1 --name {lab.name}')
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
    parser.add_argument('--lab', default='build/release/bin/lightloom-lab')
    parser.add_argument('--patience', default=1.0, type=float, help='seconds from a cut to its event')
    parser.add_argument('--folder', default='build/demo', type=pathlib.Path)
    words = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    shutil.rmtree(words.folder, ignore_errors=True)
    words.folder.mkdir(parents=True)
    lab = Lab(words.lab, words.folder)
    daemon = Daemon(words.daemon, words.folder, 0 if words.once else free_port(8420))
    daemon.log.write_text('')
    steps, begin = [], time.monotonic()
    ok = False
    try:
        ok = tell(Story(daemon, lab, words.patience), steps)
        seconds = round(time.monotonic() - begin, 3)
        if words.report:
            pathlib.Path(words.report).write_text(json.dumps({'ok': ok, 'seconds': seconds, 'steps': steps}) + '\n')
        if ok:
            print(f'{len(steps)} of {len(steps)} done in {seconds:.1f} s.', end='\n' if words.once else ' ')
            if not words.once:
                wait_for_ctrl_c(daemon, lab)
    except KeyboardInterrupt:
        print()
    finally:
        daemon.stop()
        lab.down()
        shutil.rmtree(words.folder, ignore_errors=True)
    sys.stdout.flush()
    os._exit(0 if ok else 1)


main()
