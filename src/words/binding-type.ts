/** Binding types for a connection with TLS, strongest first (RFC 9266, RFC 5929). */
export const tlsBindingTypes = ['tls-exporter', 'tls-server-end-point'] as const;

/** Binding types for a connection in clear text. */
export const clearBindingTypes = ['none'] as const;

/** Binding types for a WebSocket: a page can name its origin, and nothing of the TLS under it. */
export const webBindingTypes = ['web'] as const;

/** All binding types. */
export const bindingTypes = [...tlsBindingTypes, ...clearBindingTypes, ...webBindingTypes] as const;

/** How the channel that a login runs over is named; `none` only without TLS, `web` only over a WebSocket. */
export type BindingType = (typeof bindingTypes)[number];

/** The first of `preferred` that the peer offers as well; undefined if there is none. */
export function chooseBindingType(
  preferred: readonly BindingType[],
  offered: readonly string[],
): BindingType | undefined {
  return preferred.find((type) => offered.includes(type));
}
