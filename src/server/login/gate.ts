import type { Lockdown } from '../../chat/lockdown.ts';
import type { SignUpMode } from '../../words/sign-up-mode.ts';

/** Whether newcomers get in at present, and how; an operator changes it. */
export class Gate {
  /** How the line takes newcomers, but for a lockdown. */
  signUpMode: SignUpMode;
  /** undefined: there is none. */
  lockdown: Lockdown | undefined;
  /** Nobody new gets in; members online stay. */
  paused = false;
  /** What is decided can be put in order; else nobody gets in here, who might on another node. */
  isReached = true;

  constructor(signUpMode: SignUpMode, lockdown?: Lockdown) {
    this.signUpMode = signUpMode;
    this.lockdown = lockdown;
  }

  /** How newcomers are taken now. */
  get signUp(): SignUpMode {
    return this.lockdown === undefined ? this.signUpMode : 'closed';
  }
}
