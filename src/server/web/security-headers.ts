/** What a page may do, by default nothing (CSP Level 3; Trusted Types). */
const contentSecurityPolicy = Object.entries({
  'default-src': "'none'",
  // The library of the login is WebAssembly, which runs no JavaScript.
  'script-src': "'self' 'wasm-unsafe-eval'",
  'style-src': "'self'",
  'img-src': "'self'",
  'font-src': "'self'",
  'manifest-src': "'self'",
  'worker-src': "'self'",
  'connect-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
  'require-trusted-types-for': "'script'",
  // The one policy names the page's own worker, which no text can become otherwise.
  'trusted-types': 'partyline',
})
  .map(([directive, value]) => `${directive} ${value}`)
  .join('; ');

/**
 * The headers of every answer to a browser. Without `Strict-Transport-Security`: with it, nobody could go on
 * past the question about a certificate that the server has made itself.
 */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};
