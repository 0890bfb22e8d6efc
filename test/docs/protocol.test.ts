import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { passwordLength } from '../../src/auth/passwords.ts';
import { defaultRateLimitOptions } from '../../src/auth/rate-limit.ts';
import { defaultStretching, stretchingCeiling } from '../../src/auth/stretching.ts';
import { defaultThrottleOptions } from '../../src/auth/throttle.ts';
import { errorSentences } from '../../src/base/errors.ts';
import { defaultTiming } from '../../src/client/core/timing.ts';
import { defaultBounds } from '../../src/server/bounds.ts';
import { failuresPerConnection } from '../../src/server/login/attempts.ts';
import { defaultFloodLimits } from '../../src/server/member/flood-gate.ts';
import { requestsInFlight } from '../../src/server/member/member-connection.ts';
import { listBytes } from '../../src/server/requests/fitting.ts';
import { historyBytes } from '../../src/server/requests/history.ts';
import { peopleListed } from '../../src/server/requests/who.ts';
import { defaultPort } from '../../src/wire/address.ts';
import { replyTo } from '../../src/wire/first-bytes.ts';
import { byeReasons, schemas } from '../../src/wire/messages.ts';
import { protocolVersion } from '../../src/wire/protocol-version.ts';
import { requestFacts } from '../../src/wire/request-facts.ts';
import type { Right } from '../../src/wire/request-row.ts';
import { memberRequests } from '../../src/wire/requests.ts';
import { limits } from '../../src/words/limits.ts';
import { leastStretching } from '../support/light-stretching.ts';
import { codeIn, Page, type Table } from './page.ts';

const page = new Page('protocol.md');

/** A JSON Schema, as far as messages use it. */
type Schema = Readonly<Record<string, unknown>>;

/** The values of a table of names and numbers. */
function numbersOf(table: Table, name: string): Record<string, number> {
  return Object.fromEntries(
    table.map((row) => {
      assert.match(row.Value ?? '', /^\d+$/);
      return [codeIn(row[name]), Number(row.Value)];
    }),
  );
}

describe('types', () => {
  test('each limit of a type is one that the tables of messages can use', () => {
    for (const row of page.table('Messages > Types')) assert.ok(basicType(codeIn(row.Type)));
  });
});

/** The schema that the table of types gives for a name. */
function basicType(name: string): Schema | undefined {
  if (['string', 'boolean', 'integer'].includes(name)) return { type: name };
  const row = page.table('Messages > Types').find((type) => codeIn(type.Type) === name);
  return row && { ...limitsOf(row.Limits ?? '', row.JSON ?? '') };
}

function limitsOf(text: string, json: string): Schema {
  const range = /^(-?\d+) to (\d+)$/.exec(text);
  if (range !== null) return { type: json, minimum: Number(range[1]), maximum: Number(range[2]) };
  const least = /^at least (\d+)$/.exec(text)?.[1];
  if (least !== undefined) return { type: json, minimum: Number(least) };
  if (text.startsWith('one of ')) return { enum: namesIn(text) };
  if (text === 'open, with `kind`') return openObject('kind');
  return { type: json, pattern: codeIn(text) };
}

/** An object that has this string, and anything else besides. */
function openObject(name: string): Schema {
  const properties = { [name]: { type: 'string' } };
  return { type: 'object', required: [name], properties, additionalProperties: true };
}

function namesIn(text: string): string[] {
  if (text.includes('(#error-codes)')) return codesOf('Error codes', 'Code');
  if (text.includes('(#reasons-of-bye)')) return codesOf('Reasons of bye', 'Reason');
  return text.slice('one of '.length).split(', ').map(codeIn);
}

function codesOf(section: string, column: string): string[] {
  return page.table(section).map((row) => codeIn(row[column]));
}

/** The schema that a cell of the column Type says; `path` is where its objects have their tables. */
function typeSchema(cell: string, path: string): Schema {
  const list = /^list of (?:(?:(\d+) (?:or more|to)|at most) (?:(\d+) )?)?(`\w+`)$/.exec(cell);
  if (list !== null) {
    const [, least, most, item = ''] = list;
    const bounds = {
      ...(least && { minItems: Number(least) }),
      ...(most && { maxItems: Number(most) }),
    };
    return { type: 'array', items: typeSchema(item, path), ...bounds };
  }
  const map = /^map of (`\w+`) to (`\w+`), at most (\d+)$/.exec(cell);
  if (map !== null) {
    const [, key = '', value = '', most] = map;
    const { pattern } = typeSchema(key, path);
    const patternProperties = { [String(pattern)]: typeSchema(value, path) };
    const rest = { maxProperties: Number(most), additionalProperties: false };
    return { type: 'object', patternProperties, ...rest };
  }
  const choices = cell.split(/, | or /);
  if (choices.length > 1) return { anyOf: choices.map((choice) => typeSchema(choice, path)) };
  if (cell === 'null') return { type: 'null' };
  const name = codeIn(cell);
  if (name.startsWith('"')) return { type: 'string', const: JSON.parse(name) };
  return basicType(name) ?? objectSchema(pathOf(name, path));
}

/** Objects have a table under the message that holds them, or, shared, under another of the server's. */
function pathOf(name: string, path: string): string {
  const message = path.split(' > ').slice(0, 2).join(' > ');
  if (page.titlesUnder(message).includes(name)) return `${message} > ${name}`;
  const [section = ''] = path.split(' > ');
  const home = page
    .titlesUnder(section)
    .find((title) => page.titlesUnder(`${section} > ${title}`).includes(name));
  assert.ok(home, `the page describes "${name}"`);
  return `${section} > ${home} > ${name}`;
}

/** The schema of the table under a heading; `type` is the literal of a message. */
function objectSchema(path: string, type?: string): Schema {
  const rows = page.hasTable(path) ? page.table(path) : [];
  const fields = rows.map(({ Field, Type = '', Required = '' }) => {
    assert.match(Required, /^(yes|no)$/);
    return { name: codeIn(Field), schema: typeSchema(Type, path), isRequired: Required === 'yes' };
  });
  const own = type === undefined ? [] : [['type', { type: 'string', const: type }] as const];
  const properties = Object.fromEntries([
    ...own,
    ...fields.map(({ name, schema }) => [name, schema] as const),
  ]);
  const required = fields.filter(({ isRequired }) => isRequired).map(({ name }) => name);
  return {
    type: 'object',
    required: [...own.map(([name]) => name), ...required],
    properties,
    additionalProperties: false,
  };
}

/** A schema as plain JSON, which does not tell what is undefined from what is missing; without words. */
function plain(schema: unknown): unknown {
  const value = JSON.parse(JSON.stringify(schema, withoutDescription)) as Record<string, unknown>;
  return 'required' in value ? value : { ...value, required: [] };
}

function withoutDescription(key: string, value: unknown): unknown {
  const isEmpty = key === 'required' && Array.isArray(value) && value.length === 0;
  return key === 'description' || isEmpty ? undefined : value;
}

const sides = {
  'Messages of a client before login': schemas.greeting,
  'Messages of a client after login': schemas.member,
  'Messages of the server': schemas.server,
} as const;

for (const [section, messages] of Object.entries(sides)) {
  describe(section, () => {
    test('the page has every message of the code, in its order, and no other', () => {
      assert.deepEqual(page.titlesUnder(section), Object.keys(messages));
    });

    for (const [type, schema] of Object.entries(messages)) {
      test(`${type} has the fields that the code checks, of the same type and requiredness`, () => {
        assert.deepEqual(plain(objectSchema(`${section} > ${type}`, type)), plain(schema));
      });
    }
  });
}

describe('requests', () => {
  const [greetingSection = '', memberSection = '', serverSection = ''] = Object.keys(sides);
  for (const [name, { answer }] of Object.entries(requestFacts)) {
    test(`${name} is said to be answered as it is, by both sides`, () => {
      const section = name in memberRequests ? memberSection : greetingSection;
      const said = /Answer: `([\w.-]+)`/.exec(page.words(`${section} > ${name}`))?.[1];
      assert.equal(said, answer ?? undefined);
      if (answer === null) return;
      const asked = /Answers ((`[\w.-]+`(, | and )?)+)/.exec(
        page.words(`${serverSection} > ${answer}`),
      );
      assert.ok(asked?.[1]?.includes(`\`${name}\``), `${answer} names ${name}`);
    });
  }

  test('every request after login stands in the row of its right', () => {
    const rows = Object.entries(Object.groupBy(Object.entries(memberRequests), rightOf));
    const expected = rows.map(([right, requests]) => [right, requests.map(([name]) => name)]);
    const table = page
      .table(memberSection)
      .map(({ Messages = '', Right }) => [codeIn(Right), Messages.split(', ').map(codeIn)]);
    assert.deepEqual(Object.fromEntries(table), Object.fromEntries(expected));
  });
});

function rightOf([, { right }]: [string, { readonly right: Right }]): Right {
  return right;
}

describe('codes and reasons', () => {
  test('every error code is there with its sentence, in the order of the code', () => {
    const rows = page.table('Error codes').map(({ Code, Sentence }) => [codeIn(Code), Sentence]);
    assert.deepEqual(rows, Object.entries(errorSentences));
  });

  test('every sentence is a whole one, of a length that a person reads', () => {
    for (const sentence of Object.values(errorSentences)) {
      assert.match(sentence, /^[A-Z][^.]{5,80}\.$/);
    }
  });

  test('every error code says when it comes, what becomes of the connection and what to do', () => {
    for (const row of page.table('Error codes')) {
      assert.ok(row.When && row['What a client does'], row.Code);
      assert.match(
        row.Connection ?? '',
        /^(stays|ends|ends, reason `[\w.]+`|before login ends.*)$/,
      );
    }
  });

  test('every reason of bye is there, in the order of the code', () => {
    assert.deepEqual(codesOf('Reasons of bye', 'Reason'), [...byeReasons]);
    for (const row of page.table('Reasons of bye'))
      assert.ok(row.When && row['What a client does']);
  });
});

describe('numbers', () => {
  const [both, server, failures, floods, answers, client] = page.tables('Limits') as [
    Table,
    Table,
    Table,
    Table,
    Table,
    Table,
  ];

  test('every limit that both sides know', () => {
    assert.deepEqual(numbersOf(both, 'Limit'), { ...limits });
  });

  test('every bound of the server', () => {
    assert.deepEqual(numbersOf(server, 'Bound'), { ...defaultBounds });
  });

  test('the delays after failures', () => {
    const rows = failures.map((row) => {
      const kind = /^`(\w+)`/.exec(row['Failures counted by'] ?? '')?.[1];
      const number = (column: string) => Number(row[column]);
      const policy = {
        free: number('Free'),
        baseMs: number('First delay, ms'),
        capMs: number('Longest delay, ms'),
        forgetMs: number('Forgotten after, ms'),
      };
      return [kind, policy];
    });
    assert.deepEqual(Object.fromEntries(rows), defaultThrottleOptions.policies);
  });

  test('the limits on how fast people post', () => {
    const rows = floods.map((row) => {
      const rate = { burst: Number(row['At once']), refillMs: Number(row['One more after, ms']) };
      return [codeIn(row['Posts counted by']), rate];
    });
    assert.deepEqual(Object.fromEntries(rows), defaultFloodLimits);
  });

  test('the numbers of single answers', () => {
    const numbers = {
      failuresPerConnection,
      requestsInFlight,
      peopleListed,
      historyBytes,
      listBytes,
    };
    assert.deepEqual(numbersOf(answers, 'Number'), numbers);
  });

  test('the numbers of a client', () => {
    const { saveDelayMs: _, ...timing } = defaultTiming;
    assert.deepEqual(numbersOf(client, 'Number'), { ...timing, ...passwordLength });
  });

  test('the bounds of the stretching', () => {
    const rows = page.table('Login > Log in').map(({ Parameter, Least, Most, ...row }) => {
      const values = [Least, Most, row["A server's default"]].map(Number);
      return [codeIn(Parameter), values] as const;
    });
    const keys = ['iterations', 'memory', 'parallelism'] as const;
    const expected = keys.map((key) => {
      return [key, [leastStretching[key], stretchingCeiling[key], defaultStretching[key]]];
    });
    assert.deepEqual(rows, expected);
  });

  test('the numbers that stand in sentences', () => {
    const text = page.text.replaceAll(/\s+/g, ' ');
    const grouped = (value: number) => value.toLocaleString('en-US');
    const { burst, refillMs } = defaultRateLimitOptions;
    for (const sentence of [
      `# The Partyline protocol, version ${protocolVersion}`,
      `The default port is ${defaultPort}.`,
      `at most ${grouped(limits.frameBytesBeforeLogin)} bytes of payload, after it at most ${grouped(limits.frameBytes)}.`,
      `The frame must not exceed ${grouped(limits.frameBytesBeforeLogin)} bytes`,
      `nested at most ${limits.depth} deep`,
      `at most ${grouped(limits.textBytes)} bytes of UTF-8, and at most ${grouped(limits.textJsonBytes)} bytes as a JSON string`,
      `at most ${grouped(historyBytes)} bytes of them as JSON`,
      `the one last spoken in first; at most ${limits.roomsGreeted + 1} |`,
      `in the order they came; at most ${peopleListed}.`,
      `or \`last\` - ${grouped(limits.replayMessages)} if that is higher`,
      `gets its ${limits.sessionsPerAccount + 1}th device`,
      `A session may have ${defaultBounds.connectionsPerSession} connections`,
      `reason \`revoked\`, within ${defaultBounds.pingAfterMs / 6000} seconds`,
      `The list has at most ${grouped(listBytes)} bytes`,
      `After ${failuresPerConnection} failures on one connection`,
      `once there were ${failuresPerConnection} failed attempts on it`,
      `held back for up to ${defaultBounds.heldLoginMs / 1000} seconds`,
      `TCP and TLS; ${defaultBounds.tlsTimeoutMs / 1000} seconds for the first words, and as many for the client's part`,
      `a client has ${defaultBounds.loginTimeoutMs / 1000} seconds after TLS`,
      `not heard from for ${defaultBounds.pingAfterMs / 1000} seconds gets \`ping\`; after ${defaultBounds.silenceTimeoutMs / 1000} seconds of silence`,
      `It looks every ${defaultBounds.pingAfterMs / 6000} seconds.`,
      `and at most ${defaultBounds.tokenLifetimeMs / 3_600_000} hours`,
      `gathered over ${defaultBounds.presenceDelayMs} milliseconds`,
      `while more than ${defaultBounds.presenceAudience} accounts are here`,
      `with ${grouped(defaultBounds.postsInFlight)} unanswered`,
      `may be asked ${burst} times at once by an address, then once in ${grouped(refillMs)} milliseconds`,
      `not heard from for ${defaultTiming.silenceTimeoutMs / 1000} seconds`,
      `a random time between ${defaultTiming.reconnectMinimumMs} milliseconds and a bound that doubles with each attempt, from ${2 * defaultTiming.reconnectMinimumMs} milliseconds up to ${defaultTiming.reconnectMaximumMs / 1000} seconds`,
      `While an answer is due it waits for ${defaultTiming.unansweredTimeoutMs / 1000} seconds`,
      `${defaultTiming.pendingReconnectMaximumMs / 1000} seconds while messages wait to be sent or acknowledged`,
      `asks again after ${defaultTiming.admissionMinimumMs / 1000} seconds, then ${(2 * defaultTiming.admissionMinimumMs) / 1000}, and so on up to every ${defaultTiming.admissionMaximumMs / 1000}`,
      `it takes ${passwordLength.least} to ${passwordLength.most} characters`,
    ]) {
      assert.ok(text.includes(sentence), `the page says: ${sentence}`);
    }
  });

  test('the TLS alert on a port in clear text', () => {
    const hex = replyTo('tls')
      .toString('hex')
      .replaceAll(/(..)(?!$)/g, '$1 ');
    assert.ok(page.text.includes(`the fatal TLS alert \`${hex}\``));
  });
});

describe('links and references', () => {
  test('every link inside the page leads to a heading', () => {
    const anchors = page.anchors();
    for (const [, anchor = ''] of page.text.matchAll(/\]\(#([^)]+)\)/g)) {
      assert.ok(anchors.has(anchor), anchor);
    }
  });

  test('every RFC that the page names is among its sources', () => {
    const [body = '', sources = ''] = page.text.split('## Sources');
    for (const [rfc] of body.matchAll(/RFC \d+/g)) assert.ok(sources.includes(rfc), rfc);
  });

  test('every file that the page names is there', () => {
    for (const [, file = ''] of page.text.matchAll(/`((?:src|test)\/[\w./-]+\.\w+)`/g)) {
      assert.ok(readFileSync(new URL(`../../${file}`, import.meta.url)).length > 0);
    }
  });
});
