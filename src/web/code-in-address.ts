/** A code that the operator gave away with the page's address. */
export interface AddressCode {
  readonly kind: 'invite' | 'reset';
  readonly code: string;
}

/** Reads `#invite=CODE` and `#reset=CODE`; undefined for any other fragment. */
export function codeIn(fragment: string): AddressCode | undefined {
  const [, kind, code = ''] = /^#(invite|reset)=([a-z0-9-]{1,64})$/.exec(fragment) ?? [];
  return kind === 'invite' || kind === 'reset' ? { kind, code } : undefined;
}
