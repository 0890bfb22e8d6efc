import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { InputError } from '../base/errors.ts';
import { newCode, randomId } from '../base/ids.ts';
import {
  type Address,
  defaultPort,
  formatAddress,
  formatPageAddress,
  parseAddress,
  parsePort,
} from './address.ts';

const fingerprint = 'k'.repeat(21) + '-_'.repeat(11);

/** The sentence with which a text is refused. */
function refusal(text: string): string {
  try {
    parseAddress(text);
  } catch (error) {
    assert(error instanceof InputError, String(error));
    return error.message;
  }
  throw new Error(`was accepted: ${text}`);
}

test('reads every form in which an address is written', () => {
  const forms: [string, Address][] = [
    ['localhost', { host: 'localhost', port: 7278, clear: false }],
    [' Example.ORG:99 ', { host: 'example.org', port: 99, clear: false }],
    ['192.0.2.7', { host: '192.0.2.7', port: 7278, clear: false }],
    ['192.0.2.7:1', { host: '192.0.2.7', port: 1, clear: false }],
    ['::1', { host: '::1', port: 7278, clear: false }],
    ['[::1]', { host: '::1', port: 7278, clear: false }],
    ['[2001:DB8::5]:65535', { host: '2001:db8::5', port: 65_535, clear: false }],
    ['fe80::1%Ethernet', { host: 'fe80::1%Ethernet', port: 7278, clear: false }],
    ['my_host', { host: 'my_host', port: 7278, clear: false }],
    ['bücher.example', { host: 'xn--bcher-kva.example', port: 7278, clear: false }],
    ['partyline://host', { host: 'host', port: 7278, clear: false }],
    ['PARTYLINE://host/', { host: 'host', port: 7278, clear: false }],
    ['partyline+clear://host:8', { host: 'host', port: 8, clear: true }],
    [`partyline://h:1#${fingerprint}`, { host: 'h', port: 1, fingerprint, clear: false }],
    [`h:1#${fingerprint}`, { host: 'h', port: 1, fingerprint, clear: false }],
    [
      `partyline://[::1]:2?invite=K3F9-0m2x#${fingerprint}`,
      { host: '::1', port: 2, invite: 'k3f9-0m2x', fingerprint, clear: false },
    ],
    ['partyline://h?reset=abc', { host: 'h', port: 7278, reset: 'abc', clear: false }],
  ];
  for (const [text, address] of forms) assert.deepEqual(parseAddress(text), address, text);
});

test('takes the defaults for what the text leaves out, and only for that', () => {
  const defaults = { host: 'saved.example', port: 9 };
  assert.deepEqual(parseAddress('', defaults), { host: 'saved.example', port: 9, clear: false });
  assert.deepEqual(parseAddress(':5', defaults), { host: 'saved.example', port: 5, clear: false });
  assert.deepEqual(parseAddress('h', defaults), { host: 'h', port: 9, clear: false });
  assert.deepEqual(parseAddress('h:5', defaults), { host: 'h', port: 5, clear: false });
  assert.equal(defaultPort, 7278);
});

test('gives back every address that it wrote', () => {
  const label = fc.stringMatching(/^[a-z][a-z0-9]{0,10}$/);
  const host = fc.oneof(
    fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.')),
    fc.ipV4(),
    fc.ipV6(),
  );
  const port = fc.integer({ min: 1, max: 65_535 });
  const code = fc.constantFrom({}, { invite: newCode() }, { reset: newCode() });
  const print = fc.constantFrom({}, { fingerprint: randomId(32) });
  fc.assert(
    fc.property(host, port, code, print, fc.boolean(), (host, port, code, print, clear) => {
      const address: Address = { host, port, ...code, ...print, clear };
      assert.deepEqual(parseAddress(formatAddress(address)), address);
    }),
  );
});

test('names the value that is wrong in one sentence', () => {
  const sentences: [string, RegExp][] = [
    ['h:70000', /^70000 is not a port: a port is a number from 1 to 65535\.$/],
    ['h:0', /^0 is not a port/],
    ['h:abc', /^abc is not a port/],
    ['h:', /^An empty text is not a port/],
    ['h:-1', /^-1 is not a port/],
    ['h:1.5', /^1\.5 is not a port/],
    ['', /^The address names no host: write HOST/],
    ['partyline://', /names no host/],
    ['two words', /^"two words" is not the name or address of a host/],
    ['7278', /^"7278" is not the name or address of a host/],
    ['300.1.1.1', /^"300\.1\.1\.1" is not the name or address of a host/],
    ['-host', /^"-host" is not/],
    ['ann@host', /^"ann@host" is not the name or address of a host/],
    ['a..b', /^"a\.\.b" is not/],
    ['[::1', /^"\[::1" is not the name/],
    ['[nonsense]:5', /^\[nonsense\] is not an IPv6 address/],
    ['1:2:3', /^"1:2:3" is not the name/],
    ['http://h:70000', /^http:\/\/ is not how/],
    ['http://host', /^http:\/\/ is not how an address of a line begins/],
    ['partyline://h#short', /^"short" is not a fingerprint: .*copy all of it\.$/],
    ['partyline://h?color=red', /^"\?color=red" is not known/],
    ['partyline://h?invite=a&reset=b', /is not known/],
    ['partyline://h?invite=a&invite=b', /is not known/],
    ['partyline://h?invite=', /^"" is not a code/],
    ['partyline://h?invite=a_b', /^"a_b" is not a code/],
    ['partyline://h/path', /is not/],
    [`${'a'.repeat(64)}.example`, /is not the name/],
    ['a\u0000b', /is not the name/],
  ];
  for (const [text, sentence] of sentences) assert.match(refusal(text), sentence, text);
});

test('answers any text with an address or a sentence', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('', 'partyline://'),
      (text, start) => {
        try {
          const address = parseAddress(start + text);
          assert.deepEqual(parseAddress(formatAddress(address)), address);
        } catch (error) {
          assert(error instanceof InputError, String(error));
          assert.match(error.message, /\.$/);
        }
      },
    ),
    { numRuns: 1_000 },
  );
});

test('reads ports from the lowest allowed to 65535', () => {
  assert.equal(parsePort('1'), 1);
  assert.equal(parsePort(' 7278 '), 7278);
  assert.equal(parsePort('65535'), 65_535);
  assert.equal(parsePort('0', 0), 0);
  for (const text of ['0', '65536', '99999999999', 'abc', '', '1e3', '0x10', '١']) {
    assert.throws(() => parsePort(text), { name: 'InputError' }, text);
  }
  assert.throws(() => parsePort('70000', 0), {
    message: /^70000 is not a port: .* from 0 to 65535/,
  });
});

test('the address of a page has the code where no server on the way sees it', () => {
  const address = { host: 'line.example', port: 7278, clear: false };
  assert.equal(
    formatPageAddress({ ...address, invite: 'k3f9-0m2x' }),
    'https://line.example:7278/#invite=k3f9-0m2x',
  );
  assert.equal(
    formatPageAddress({ ...address, host: '::1', clear: true, reset: 'k3f9-0m2x' }),
    'http://[::1]:7278/#reset=k3f9-0m2x',
  );
});
