import type { ScreenAction } from './actions.ts';
import type { DesktopCall } from './calls.ts';

/** Candidates of Tab, and the end of the text before the cursor that they replace. */
export type Offer = readonly [candidates: readonly string[], replaced: string];

/** How a person is called. */
export interface Signs {
  readonly bell: boolean;
  /** Shown outside of the program; undefined: nothing is. */
  readonly desktop: DesktopCall | undefined;
}

/** Acts of a person, or of the program at the other end of a pipe. */
export interface ScreenEvents {
  /** A line was entered, without its end. It may be a pasted text of several lines. It does not stay on the screen: print what should be seen. */
  line: [text: string];
  /** Keys were pressed: the line that is being typed, as it is now. Only where a person types. */
  typed: [text: string];
  /** Ctrl-C for the second time where nothing is typed. */
  interrupt: [];
  /** Ctrl-C for the first time where nothing is typed. */
  leaving: [];
  /** Ctrl-C took the typed line away; Ctrl-Y brings it back. */
  cleared: [];
  /** A paste that was asked about is not wanted; Ctrl-Y brings it. */
  'paste-dropped': [];
  /** A key that is bound to more than editing was pressed. */
  action: [action: ScreenAction];
  /** Something that a key began went wrong. */
  trouble: [error: unknown];
  /** A text of several lines was pasted; it is one line to the screen, with line feeds in it. */
  pasted: [lines: number];
  /**
   * Ctrl-D on an empty line, or the end of the input; with an error when the input could not be read, or the
   * output not be written. At most once.
   */
  end: [error?: unknown];
}

/**
 * Lines in and lines out. Everything printed must be harmless already: what came from somebody else
 * has gone through `safeText`. Nothing is written before the current turn of the event loop ends, so
 * that a burst of lines costs one write.
 */
export interface Screen {
  /** Calls `listener` at every event of this name. */
  on<Name extends keyof ScreenEvents>(
    name: Name,
    listener: (...facts: ScreenEvents[Name]) => void,
  ): this;

  /** A person sits at it, who can be asked and who sees colours. */
  readonly interactive: boolean;
  /** Gives the offer of Tab for the text before the cursor. None at first. */
  complete: (before: string) => Offer;

  /** The lines of `/keys`: the keys in force with the effect of each. Left out where none are pressed. */
  keyLines?(): readonly string[];

  /** How a pasted text of several lines is entered at the start of a line. As it is, at first. */
  quote: (text: string) => string;

  /** Adds whole lines of the conversation; `text` has no newline at its end. */
  print(text: string): void;

  /** Adds whole lines about the program itself; on pipes they go to standard error. */
  note(text: string): void;

  /**
   * Calls the person: rings the bell, shows the call outside of the program, on a terminal by OSC 9. Nothing where
   * nobody sits.
   */
  call(signs: Signs): void;

  /** Writes what is printed at once; tells whether the output has taken it. */
  flush(): Promise<boolean>;

  /** Sets what stands in front of the line being typed. The first call begins to take lines. */
  prompt(text: string): void;

  /**
   * Leaves input and output to `work`, such as a question, and gives back what it gives. The line
   * being typed returns afterwards, and so does what was printed meanwhile. Calls wait for each other.
   */
  aside<T>(work: () => Promise<T>): Promise<T>;

  /**
   * Asks for no more lines until `resume`, for one who cannot keep up. A screen with a person at it
   * goes on: nobody types that fast, and Ctrl-C has to work.
   */
  pause(): void;
  resume(): void;

  /** Writes what is printed, takes the prompt away and restores what was there before. May be called twice. */
  close(): Promise<void>;
}
