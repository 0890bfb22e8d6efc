import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InputError } from '../base/errors.ts';
import { placeOf } from './address.ts';
import { addressListOf, formatAddressList, parseAddressList } from './address-list.ts';

const fingerprint = 'f'.repeat(43);

describe('a list of addresses', () => {
  it('has one or several with commas between them', () => {
    assert.deepEqual(parseAddressList('a.example'), [
      { host: 'a.example', port: 7278, clear: false },
    ]);
    assert.deepEqual(parseAddressList('a.example:1, b.example,[::1]:3').map(placeOf), [
      'a.example:1',
      'b.example:7278',
      '[::1]:3',
    ]);
  });

  it('has the scheme of the first, and the code and the fingerprint of any', () => {
    const clear = parseAddressList('partyline+clear://a,b');
    assert.deepEqual(
      clear.map((address) => address.clear),
      [true, true],
    );
    for (const text of [
      `partyline://a,b?invite=code#${fingerprint}`,
      `partyline://a?invite=code#${fingerprint},b`,
    ]) {
      for (const address of parseAddressList(text)) {
        assert.equal(address.fingerprint, fingerprint);
        assert.equal(address.invite, 'code');
      }
    }
  });

  it('comes back from its text', () => {
    const list = parseAddressList(`partyline+clear://a:1?reset=code#${fingerprint},[::1]:2,c`);
    assert.deepEqual(parseAddressList(formatAddressList(list)), list);
  });

  it('is refused where its parts contradict each other, are missing, or are too many', () => {
    const other = 'g'.repeat(43);
    for (const text of [
      'a,',
      ',a',
      'a,,b',
      'a,b c',
      'partyline://a,partyline+clear://b',
      `a#${fingerprint},b#${other}`,
      'a?invite=x,b?invite=y',
      Array.from({ length: 17 }, (_, index) => `h${index}`).join(),
    ]) {
      assert.throws(() => parseAddressList(text), InputError, text);
    }
    const [first] = parseAddressList('a');
    assert.throws(() => addressListOf([first, { ...first, clear: true }]), InputError);
  });
});
