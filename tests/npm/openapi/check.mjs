// Holds a description against OpenAPI 3.1, and answers against the description.
//
//   node check.mjs OPENAPI.yaml < ANSWERS
//
// ANSWERS is one JSON object a line: {method, path (of the description), status, type, body}, and
// `request` with the body of the request where one was sent that the description is to allow. What
// is wrong is written one line each; the exit code is 1 when something is, and 0 otherwise.
// The packages are looked for beside this file and in NODE_MODULES.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const at = path.resolve(process.env.NODE_MODULES ?? 'node_modules', '..', 'from-here.js');
const require = createRequire(at);
const { pathToFileURL } = require('node:url');
const { Validator } = await import(
  pathToFileURL(require.resolve('@seriousme/openapi-schema-validator')).href);
const Ajv2020 = require('ajv/dist/2020').default;
const addFormats = require('ajv-formats').default;
const YAML = require('yaml');

const description = YAML.parse(readFileSync(process.argv[2], 'utf8'));
const wrong = [];

const validator = new Validator();
const checked = await validator.validate(structuredClone(description));
if (!checked.valid) wrong.push(`the description is not OpenAPI: ${JSON.stringify(checked.errors)}`);
if (validator.version !== '3.1') wrong.push(`it is of version ${validator.version}, not 3.1`);

// The schemas as one JSON Schema, so that each $ref leads somewhere.
const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true });
addFormats(ajv);
ajv.addVocabulary(['example', 'components']);
ajv.addSchema({ $id: 'house', components: description.components });

const compiled = new Map();
function holds(schema, value) {
  const text = JSON.stringify(schema).replaceAll('"#/', '"house#/');
  if (!compiled.has(text)) compiled.set(text, ajv.compile(JSON.parse(text)));
  const check = compiled.get(text);
  return check(value) ? [] : check.errors.map((e) => `${e.instancePath || '/'} ${e.message} ${JSON.stringify(e.params)}`);
}

function resolved(node) {
  if (!node?.$ref) return node;
  return node.$ref.slice(2).split('/').reduce((here, name) => here[name], description);
}

// Examples are answers and bodies too.
for (const [name, response] of Object.entries(description.components.responses)) {
  for (const media of Object.values(response.content ?? {})) {
    if (media.example === undefined) continue;
    for (const why of holds(media.schema, media.example)) wrong.push(`example of ${name}: ${why}`);
  }
}
for (const [where, item] of Object.entries(description.paths)) {
  for (const operation of Object.values(item)) {
    for (const media of Object.values(operation.requestBody?.content ?? {})) {
      if (media.example === undefined) continue;
      for (const why of holds(media.schema, media.example)) wrong.push(`example of ${where}: ${why}`);
    }
  }
}

// "application/json" of "application/json; charset=utf-8".
const bare = (type) => (type ?? '').split(';')[0].trim();

function judge(answer) {
  const operation = description.paths[answer.path]?.[answer.method.toLowerCase()];
  if (!operation) return ['is not described'];
  const response = resolved(operation.responses[answer.status]);
  if (!response) return [`the status ${answer.status} is not described`];
  if (!response.content) return answer.body ? ['has a body, and none is described'] : [];
  const media = response.content[bare(answer.type)] ?? response.content['*/*'];
  if (!media) return [`the type ${answer.type} is not described`];
  if (!bare(answer.type).endsWith('json')) return [];
  return holds(media.schema, JSON.parse(answer.body));
}

function judgeRequest(answer) {
  if (answer.request === undefined || answer.status >= 300) return [];
  const body = description.paths[answer.path][answer.method.toLowerCase()].requestBody;
  const media = body?.content?.['application/json'];
  return media ? holds(media.schema, answer.request).map((why) => `its request: ${why}`)
               : ['has a body, and none is described'];
}

let count = 0;
for (const line of readFileSync(0, 'utf8').split('\n')) {
  if (!line) continue;
  const answer = JSON.parse(line);
  count += 1;
  for (const why of [...judge(answer), ...judgeRequest(answer)]) {
    wrong.push(`${answer.method} ${answer.path} -> ${answer.status}: ${why}`);
  }
}
for (const line of new Set(wrong)) console.log(line);
console.error(`${count} answers, ${Object.keys(description.paths).length} addresses`);
process.exit(wrong.length > 0 ? 1 : 0);
