// usage: node peer.mjs ADDRESS [--ca FILE] [--line N] [--degree N]     e.g. node peer.mjs 127.0.0.1:9339
// Talks gNMI to a device with a gRPC stack that shares no code with ours: Capabilities, Get, Set, Subscribe once and
// on change, as docs/wire.md says. Writes one media channel and takes it away again. Prints a line for each step;
// exit 0 where all passed, 1 where one did not, 2 where it was called wrongly.
import {existsSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const kDeadlineMs = 10_000;
const kIndex = 4_000_000_000;  // far from those of lightpaths
const kName = 'peer-test';

class Failed extends Error {}
const need = (holds, words) => {
  if (!holds) throw new Failed(words);
};

function readArguments(words) {
  const given = {address: undefined, ca: undefined, line: '1', degree: '1'};
  for (let i = 0; i < words.length; ++i) {
    const name = words[i].replace(/^--/, '');
    if (words[i].startsWith('--') && name in given && i + 1 < words.length) given[name] = words[++i];
    else if (!words[i].startsWith('--') && given.address === undefined) given.address = words[i];
    else return undefined;
  }
  if (given.ca !== undefined && !existsSync(given.ca)) return undefined;
  return given.address === undefined ? undefined : given;
}

function connect({address, ca}) {
  const definition = loader.loadSync('southbound/proto/gnmi/gnmi.proto', {
    keepCase: true, longs: String, enums: String, defaults: true, oneofs: true, includeDirs: [root],
  });
  const {gNMI} = grpc.loadPackageDefinition(definition).gnmi;
  const credentials = ca ? grpc.credentials.createSsl(readFileSync(ca)) : grpc.credentials.createInsecure();
  return new gNMI(address, credentials);
}

const deadline = () => new Date(Date.now() + kDeadlineMs);
const ask = (client, call, request) => new Promise((resolve, reject) => {
  client[call](request, {deadline: deadline()}, (error, answer) => error ? reject(error) : resolve(answer));
});

// `/a/b[k=v]/c` to a Path and back. Keys here hold no brackets.
const pathOf = (text) => ({
  elem: [...text.matchAll(/\/([^/[]+)((?:\[[^\]]*\])*)/g)].map(([, name, keys]) => ({
    name, key: Object.fromEntries([...keys.matchAll(/\[([^=]+)=([^\]]*)\]/g)].map(([, key, value]) => [key, value])),
  })),
});
const textOf = (...paths) => paths.flatMap((path) => path?.elem ?? []).map(({name, key}) =>
  `/${name}${Object.keys(key ?? {}).sort().map((word) => `[${word}=${key[word]}]`).join('')}`).join('');
const scalarOf = (value) => {
  if (value.value === 'json_ietf_val' || value.value === 'json_val') return JSON.parse(value[value.value].toString());
  return value[value.value];
};
const leavesOf = (notifications) => new Map(notifications.flatMap((message) =>
  message.update.map((update) => [textOf(message.prefix, update.path), scalarOf(update.val)])));

// What a stream tells until `isOver(messages)`; the stream is then cancelled.
function listen(client, request, isOver, whenSynced = () => {}) {
  return new Promise((resolve, reject) => {
    const messages = [];
    const stream = client.Subscribe({deadline: deadline()});
    let isDone = false;
    const finish = (end, value) => {
      if (isDone) return;
      isDone = true;
      stream.cancel();
      end(value);
    };
    stream.on('data', (message) => {
      messages.push(message);
      if (message.sync_response) Promise.resolve(whenSynced()).catch((error) => finish(reject, error));
      if (isOver(messages)) finish(resolve, messages);
    });
    stream.on('error', (error) => isOver(messages) ? finish(resolve, messages) : finish(reject, error));
    stream.on('end', () => isOver(messages) ? finish(resolve, messages)
      : finish(reject, new Failed('the stream ended before all was told')));
    stream.write(request);
  });
}

const channelPath = `/wavelength-router/media-channels/channel[index=${kIndex}]`;
const channelUpdates = ({line, degree}) => [
  ['config/index', {uint_val: kIndex}], ['config/name', {string_val: kName}],
  ['config/lower-frequency', {uint_val: '193100000'}], ['config/upper-frequency', {uint_val: '193200000'}],
  ['config/admin-status', {string_val: 'ENABLED'}],
  ['source/config/port-name', {string_val: `line-${line}`}], ['dest/config/port-name', {string_val: `degree-${degree}`}],
].map(([leaf, val]) => ({path: pathOf(`${channelPath}/${leaf}`), val}));

async function capabilities({client}) {
  const answer = await ask(client, 'Capabilities', {});
  const speaks = answer.supported_encodings;
  need(speaks.includes('PROTO') || speaks.includes('JSON_IETF'), `speaks ${speaks}; needs PROTO or JSON_IETF`);
  need(/^0\.\d+/.test(answer.gNMI_version), `gNMI version '${answer.gNMI_version}'`);
  return `gNMI ${answer.gNMI_version}, ${speaks.join(' ')}, ${answer.supported_models.length} models`;
}

async function get({client}) {
  const answer = await ask(client, 'Get', {path: [pathOf('/system/state')], encoding: 'PROTO'});
  const name = leavesOf(answer.notification).get('/system/state/hostname');
  need(name, 'no /system/state/hostname');
  return `it is ${name}`;
}

async function getJson({client}) {
  const answer = await ask(client, 'Get', {path: [pathOf('/system/state')], encoding: 'JSON_IETF'});
  const values = answer.notification.flatMap(({update}) => update.map(({val}) => scalarOf(val)));
  need(JSON.stringify(values).length > 2, 'nothing told in JSON_IETF');
  return 'told in JSON_IETF, too';
}

async function set({client, given}) {
  await ask(client, 'Set', {update: channelUpdates(given)});
  const answer = await ask(client, 'Get', {path: [pathOf(channelPath)], encoding: 'PROTO'});
  const leaves = leavesOf(answer.notification);
  need(leaves.get(`${channelPath}/config/name`) === kName, 'a channel that was set is not read back');
  need(String(leaves.get(`${channelPath}/config/lower-frequency`)) === '193100000', 'its lower edge is another');
  return `${leaves.size} leaves of the channel read back`;
}

async function refusal({client}) {
  const update = [{path: pathOf(`${channelPath}/config/no-such-leaf`), val: {uint_val: 1}}];
  const error = await ask(client, 'Set', {update}).then(() => undefined, (failed) => failed);
  need(error, 'a leaf that does not exist was taken');
  need([grpc.status.INVALID_ARGUMENT, grpc.status.NOT_FOUND].includes(error.code), error.details || error.message);
  need(error.details, 'refused without a word');
  return `${grpc.status[error.code]}: ${error.details}`;
}

async function once({client}) {
  const messages = await listen(client, {subscribe: {
    mode: 'ONCE', encoding: 'PROTO', subscription: [{path: pathOf('/wavelength-router/media-channels')}],
  }}, (told) => told.some((message) => message.sync_response));
  const leaves = leavesOf(messages.filter(({update}) => update).map(({update}) => update));
  need(leaves.get(`${channelPath}/config/name`) === kName, 'the channel is not in the snapshot');
  return `${leaves.size} leaves, then sync`;
}

async function onChange({client}) {
  const isDeleted = ({update}) => (update?.delete ?? []).some((path) =>
    channelPath.startsWith(textOf(update.prefix, path)) || textOf(update.prefix, path).startsWith(channelPath));
  const messages = await listen(client, {subscribe: {
    mode: 'STREAM', encoding: 'PROTO',
    subscription: [{path: pathOf('/wavelength-router/media-channels'), mode: 'ON_CHANGE'}],
  }}, (told) => told.some(isDeleted), () => ask(client, 'Set', {delete: [pathOf(channelPath)]}));
  need(messages.some((message) => message.sync_response), 'no sync_response');
  return `the channel's end told, ${messages.length} messages`;
}

async function gone({client}) {
  const answer = await ask(client, 'Get', {path: [pathOf('/wavelength-router/media-channels')], encoding: 'PROTO'});
  const left = [...leavesOf(answer.notification).keys()].filter((path) => path.startsWith(channelPath));
  need(left.length === 0, `${left[0]} is still there`);
  return 'nothing is left of it';
}

async function main() {
  const given = readArguments(process.argv.slice(2));
  if (!given) {
    console.error('usage: node peer.mjs ADDRESS [--ca FILE] [--line N] [--degree N]   e.g. node peer.mjs 127.0.0.1:9339');
    return 2;
  }
  const client = connect(given);
  const steps = {Capabilities: capabilities, Get: get, 'Get JSON_IETF': getJson, Set: set, 'Set refused': refusal,
                 'Subscribe ONCE': once, 'Subscribe ON_CHANGE': onChange, 'Set delete': gone};
  let failures = 0;
  for (const [name, step] of Object.entries(steps)) {
    try {
      console.log(`ok      ${name.padEnd(20)} ${await step({client, given})}`);
    } catch (error) {
      ++failures;
      console.log(`FAILED  ${name.padEnd(20)} ${error.details || error.message}`);
    }
  }
  if (failures > 0) await ask(client, 'Set', {delete: [pathOf(channelPath)]}).catch(() => {});
  client.close();
  console.log(failures === 0 ? `${given.address}: all ${Object.keys(steps).length} passed`
                             : `${given.address}: ${failures} of ${Object.keys(steps).length} failed`);
  return failures === 0 ? 0 : 1;
}

process.exitCode = await main();
