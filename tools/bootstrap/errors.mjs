/** What went wrong, in sentences for a person. */
export class BootstrapError extends Error {}

/** The installation was ended by a signal sent to this process or to npm. */
export class Interrupted extends Error {
  constructor(signal) {
    super(`interrupted by ${signal}`);
    this.signal = signal;
  }
}
