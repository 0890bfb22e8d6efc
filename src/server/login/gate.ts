import type { SignUpMode } from '../../words/sign-up-mode.ts';

/** Whether newcomers get in at present, and how; an operator changes it. */
export class Gate {
  /** How the line takes newcomers. */
  signUp: SignUpMode;
  /** Nobody new gets in; members online stay. */
  paused = false;

  constructor(signUp: SignUpMode) {
    this.signUp = signUp;
  }
}
