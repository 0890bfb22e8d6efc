/** An export: others import it by one name. */
export interface Entry {
  /** `partyline/socket`. */
  readonly specifier: string;
  /** The comment at the top of its file. */
  readonly documentation: string;
  readonly exports: readonly Export[];
}

export type ExportKind = 'function' | 'class' | 'interface' | 'type' | 'constant';

/** One export of an entry. */
export interface Export {
  readonly name: string;
  readonly kind: ExportKind;
  /** The docstring without its tags, as Markdown. */
  readonly documentation: string;
  readonly tags: readonly Tag[];
  /** The declaration, with the docstrings of its members. */
  readonly code: string;
  /** The names that have no docstring and should: the export itself, or methods of it. */
  readonly undocumented: readonly string[];
  /** Types of ours that the declaration mentions and that no entry exports. */
  readonly hidden: readonly string[];
}

/** A tag of a docstring: `@throws` and what follows. */
export interface Tag {
  readonly name: string;
  readonly text: string;
}
