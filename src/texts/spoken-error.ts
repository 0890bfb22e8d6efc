import { PartylineError } from '../base/errors.ts';

/** An error that was worded here, in the language that is spoken, although it has a code of the wire. */
export class SpokenError extends PartylineError {}
