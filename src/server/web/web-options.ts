/** How a server serves browsers. */
export interface WebOptions {
  /** Folder of the page's files, or what gives it when the page is first asked for. */
  readonly folder: string | (() => Promise<string>);
  /** Names by which browsers reach the server, beside those that it knows: see `AllowedHosts`. */
  readonly hosts?: readonly string[] | undefined;
  /** IP addresses of reverse proxies, whose `X-Forwarded-For` says where a browser is. */
  readonly trustedProxies?: readonly string[] | undefined;
}
