// Sends a file of golden exchanges with fetch and checks the answers as strictly as TypeScript
// clients do, by type and without nulls.
//
//     node replay.mjs HOST:PORT KEY FILE
//
// Says on each line what is wrong; exits with 1 if anything is.
import {readFileSync} from 'node:fs';

const string = value => typeof value === 'string' && value !== '';
const integer = Number.isSafeInteger;
const boolean = value => typeof value === 'boolean';
const number = value => typeof value === 'number' && Number.isFinite(value);
const maybe = check => Object.assign(value => value === undefined || check(value), {optional: true});
const list = check => value => Array.isArray(value) && value.every(check);
const only = wanted => value => value === wanted;
const record = value => typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object with these fields and no null in any. */
const shape = fields => value =>
    record(value)
    && Object.values(value).every(it => it !== null)
    && Object.entries(fields).every(([name, check]) => check(value[name]));

/** The same, and no other field. */
const exact = fields => value =>
    shape(fields)(value) && Object.keys(value).every(name => name in fields);

const session = exact({href: string, active: boolean, interactive: boolean});
const desktop = shape({
  desktop_id: string, desktop_type: string, status: string, workspace_id: string,
  instance_id: maybe(string), public_ip: maybe(string), private_ip: maybe(string),
  name: maybe(string), session: maybe(session), created_at: integer, updated_at: integer,
});
const point = value => list(integer)(value) && value.length === 2;
const result = {status: only('ok'), output: maybe(string)};
const png = value => string(value) && value.startsWith('iVBORw0KGgo');
const tool = shape({name: string, description: string, parameters: record});
const toolLog = shape({tool: string, action: string, params: record, status: string, duration_ms: number});
const file = exact({name: string, size: integer, modified: number, is_dir: maybe(only(true))});

const MODELS = {
  'Desktop': desktop,
  'Desktop[]': list(desktop),
  'DeleteResponse': exact({desktop_id: string, status: only('deleted')}),
  'ExecuteResult': shape({...result, base64_image: maybe(png), coordinate: maybe(point)}),
  'Screenshot': shape({...result, base64_image: png}),
  'Position': shape({...result, coordinate: point}),
  'ToolSchema[]': list(tool),
  'ToolLog[]': list(toolLog),
  'SessionInfo': session,
  'FileList': exact({files: list(file)}),
  'UploadFileResponse': exact({success: only(true), size: integer, filename: string}),
  'Error': exact({error: string}),
};

async function problem(expected, answer) {
  const body = Buffer.from(await answer.arrayBuffer());
  const text = body.toString('utf8');
  if (answer.status !== expected.status) {
    return `status ${answer.status}, not ${expected.status}: ${text.slice(0, 300)}`;
  }
  if ('bytes' in expected) {
    return text === expected.bytes ? '' : `other bytes: ${text.slice(0, 100)}`;
  }
  if (!('model' in expected)) {
    return text === '' ? '' : `a body where none should be: ${text.slice(0, 100)}`;
  }
  const value = JSON.parse(text);
  if (!MODELS[expected.model](value)) {
    return `not as ${expected.model}: ${text.slice(0, 300)}`;
  }
  for (const [name, wanted] of Object.entries(expected.fields ?? {})) {
    if (value[name] !== wanted) {
      return `another ${name}: ${text.slice(0, 300)}`;
    }
  }
  if (expected.keep) {
    kept = value.desktop_id;
  }
  return '';
}

const [address, key, path] = process.argv.slice(2);
const {exchanges} = JSON.parse(readFileSync(path, 'utf8'));
/** What fetch sets itself, or refuses to be told. */
const OWN = ['host', 'connection', 'content-length', 'transfer-encoding', 'sec-fetch-mode', 'accept-encoding'];
let kept = '';
let failed = 0;
for (const {call, request, answer} of exchanges) {
  const fill = text =>
      text.replaceAll('{host}', address).replaceAll('{key}', key).replaceAll('{desktop}', kept);
  const headers = request.headers
      .filter(([name]) => !OWN.includes(name.toLowerCase()))
      .map(([name, value]) => [name, fill(value)]);
  const body = request.body === undefined ? undefined : fill(request.body);
  const sent = await fetch(
      `http://${address}${fill(request.target)}`, {method: request.method, headers, body});
  const wrong = await problem(answer, sent);
  if (wrong) {
    console.log(`${call}: ${wrong}`);
    failed++;
  }
}
console.log(`${exchanges.length} exchanges, ${failed} wrong`);
process.exit(failed ? 1 : 0);
