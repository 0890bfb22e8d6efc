/** The page's own workers: nothing else becomes the address of a script (Trusted Types). */
const addresses = ['/service-worker.js', '/shared-worker.js'] as const;

interface Policies {
  createPolicy(
    name: string,
    rules: { createScriptURL(address: string): string },
  ): { createScriptURL(address: string): string };
}

const rules = {
  createScriptURL(given: string): string {
    if (addresses.some((known) => known === given)) return given;
    throw new TypeError(`This is no script of the page: ${given}`);
  },
};
const policy = (globalThis as { trustedTypes?: Policies }).trustedTypes?.createPolicy(
  'partyline',
  rules,
);

/** The address of a script as the browser takes it from code; those that know no Trusted Types take the text. */
export function scriptUrl(address: (typeof addresses)[number]): string {
  return policy?.createScriptURL(address) ?? address;
}
