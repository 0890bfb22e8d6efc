/** A code that the operator gave away with the page's address. */
export interface AddressCode {
  readonly kind: 'invite' | 'reset';
  /** undefined: the address was to hold one, and holds something else, as a link that was cut off does. */
  readonly code: string | undefined;
}

/** Reads `#invite=CODE` and `#reset=CODE`; undefined for a fragment that is about neither. */
export function codeIn(fragment: string): AddressCode | undefined {
  const [, kind, rest = ''] = /^#(invite|reset)\b(.*)$/s.exec(fragment) ?? [];
  const [, code] = /^=([a-z0-9-]{1,64})$/.exec(rest) ?? [];
  return kind === 'invite' || kind === 'reset' ? { kind, code } : undefined;
}
