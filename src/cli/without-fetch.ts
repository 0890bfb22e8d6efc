/**
 * Takes `Request` and `Response` out of this process, for which no command has a use. The OPAQUE library asks
 * for both when it is loaded, and Node loads all of its HTTP client to answer: some 20 ms of a start and 5 MiB.
 */
export function withoutFetch(): void {
  Reflect.deleteProperty(globalThis, 'Request');
  Reflect.deleteProperty(globalThis, 'Response');
}
