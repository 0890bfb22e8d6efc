import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isExpressionWithTypeArguments, type Node, SyntaxKind } from 'typescript/unstable/ast';
import {
  API,
  type Checker,
  type Symbol as Declared,
  NodeBuilderFlags,
  type Project,
  SymbolFlags,
} from 'typescript/unstable/sync';
import type { Entry, Export, ExportKind } from './entry.ts';

/**
 * Reads the docstrings and declarations of what the package exports, with the API of the compiler
 * itself.
 *
 * @param folder declaration files, laid out as in `dist/`, and their tsconfig.json
 */
export function readEntries(root: string, folder: string): Entry[] {
  const api = new API({ cwd: folder });
  try {
    const config = join(folder, 'tsconfig.json');
    const project = api.updateSnapshot({ openProjects: [config] }).getProject(config);
    if (project === undefined) throw new Error(`${config} cannot be opened.`);
    return new Reader(project, folder).entries(entryFiles(root));
  } finally {
    api.close();
  }
}

type Targets = Readonly<Record<string, string | { readonly default: string }>>;

/** Entries of the package by name, with their declaration files as paths in `dist/`. */
function entryFiles(root: string): Map<string, string> {
  const { name, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const files = Object.entries(exports as Targets).map(([path, target]) => {
    const file = typeof target === 'string' ? target : target.default;
    return [join(name, path), file.replace('./dist/', '').replace(/\.js$/, '.d.ts')] as const;
  });
  return new Map(files.filter(([, file]) => file.endsWith('.d.ts')));
}

class Reader {
  readonly #project: Project;
  readonly #checker: Checker;
  readonly #folder: string;
  /** Everything that some entry exports. */
  readonly #exported = new Set<number>();

  constructor(project: Project, folder: string) {
    this.#project = project;
    this.#checker = project.checker;
    this.#folder = folder;
  }

  entries(files: ReadonlyMap<string, string>): Entry[] {
    const modules = Array.from(files, ([specifier, file]) => {
      const source = this.#project.program.getSourceFile(join(this.#folder, file));
      const module = source && this.#checker.getSymbolAtLocation(source);
      if (source === undefined || module === undefined)
        throw new Error(`${specifier} exports nothing: is ${file} there?`);
      const symbols = this.#checker.getExportsOfModule(module).map((one) => this.#original(one));
      for (const { id } of symbols) this.#exported.add(id);
      return { specifier, documentation: firstComment(source.text), symbols };
    });
    return modules.map(({ symbols, ...about }) => ({
      ...about,
      exports: symbols.map((symbol) => this.#export(symbol)),
    }));
  }

  #original(symbol: Declared): Declared {
    return symbol.flags & SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol;
  }

  #export(symbol: Declared): Export {
    const node = this.#declarationOf(symbol);
    const documentation = this.#documentationOf(symbol);
    const undocumented = documentation === '' ? [symbol.name] : [];
    return {
      name: symbol.name,
      kind: kindOf(node),
      documentation,
      tags: symbol.getJsDocTags(this.#checker).map(({ name, text = '' }) => ({ name, text })),
      code: this.#codeOf(symbol, node),
      undocumented: [...undocumented, ...this.#undocumentedMethods(symbol)],
      hidden: isComputed(node) ? [] : [...new Set(this.#hiddenTypes(node))],
    };
  }

  #declarationOf(symbol: Declared): Node {
    const handle = symbol.valueDeclaration ?? symbol.declarations[0];
    const node = handle?.resolve(this.#project);
    if (node === undefined)
      throw new Error(`The declaration of ${symbol.name} is not to be found.`);
    return node;
  }

  #documentationOf(symbol: Declared): string {
    return symbol.getDocumentationComment(this.#checker).trim();
  }

  #codeOf(symbol: Declared, node: Node): string {
    const statement = kindOf(node) === 'constant' ? node.parent.parent : node;
    const text = statement.getText();
    if (!isComputed(node)) return tidy(text);
    return tidy(`type ${symbol.name} =${laidOut(this.#computed(symbol))};`);
  }

  /** The written-out form of a type alias that is computed from a value. */
  #computed(symbol: Declared): string {
    const type = this.#checker.getDeclaredTypeOfSymbol(symbol);
    const flags = NodeBuilderFlags.NoTruncation | NodeBuilderFlags.InTypeAlias;
    const node = this.#checker.typeToTypeNode(type, undefined, flags);
    if (node === undefined) throw new Error(`The type ${symbol.name} cannot be shown.`);
    return this.#project.emitter.printNode(node);
  }

  #undocumentedMethods(symbol: Declared): string[] {
    return [...symbol.getMembers().values()]
      .filter(({ flags }) => flags & SymbolFlags.Method)
      .filter((method) => !this.#isDocumented(method, symbol))
      .map((method) => `${symbol.name}.${method.name}`);
  }

  /** Whether a method has a docstring where it stands or in an interface that is implemented. */
  #isDocumented(method: Declared, owner: Declared): boolean {
    if (this.#documentationOf(method) !== '') return true;
    return this.#basesOf(owner).some((base) => {
      const promised = base.getMembers().get(method.escapedName);
      return promised !== undefined && this.#isDocumented(promised, base);
    });
  }

  #basesOf(symbol: Declared): Declared[] {
    const names: Node[] = [];
    const visit = (node: Node): void => {
      if (node.kind === SyntaxKind.HeritageClause) node.forEachChild(visit);
      if (isExpressionWithTypeArguments(node)) names.push(node.expression);
    };
    this.#declarationOf(symbol).forEachChild(visit);
    return this.#checker
      .getSymbolAtLocation(names)
      .filter((base) => base !== undefined)
      .map((base) => this.#original(base));
  }

  #hiddenTypes(node: Node): string[] {
    const hidden: string[] = [];
    const visit = (inner: Node): void => {
      if (inner.kind === SyntaxKind.Identifier && isTypeName(inner)) {
        const symbol = this.#checker.getSymbolAtLocation(inner);
        if (symbol !== undefined && this.#isHidden(this.#original(symbol)))
          hidden.push(inner.getText());
      }
      inner.forEachChild(visit);
    };
    visit(node);
    return hidden;
  }

  /** Declared by us, at the top of a file, and exported by no entry. */
  #isHidden(symbol: Declared): boolean {
    if (this.#exported.has(symbol.id) || symbol.flags & SymbolFlags.TypeParameter) return false;
    // The compiler's paths are in lower case where the file system does not tell cases apart.
    const folder = this.#folder.toLowerCase();
    return symbol.declarations.some(({ path }) => path.toLowerCase().startsWith(folder));
  }
}

function isTypeName({ parent }: Node): boolean {
  return (
    parent.kind === SyntaxKind.TypeReference ||
    parent.kind === SyntaxKind.ExpressionWithTypeArguments
  );
}

function kindOf(node: Node): ExportKind {
  const kinds: Partial<Record<SyntaxKind, ExportKind>> = {
    [SyntaxKind.FunctionDeclaration]: 'function',
    [SyntaxKind.ClassDeclaration]: 'class',
    [SyntaxKind.InterfaceDeclaration]: 'interface',
    [SyntaxKind.TypeAliasDeclaration]: 'type',
    [SyntaxKind.VariableDeclaration]: 'constant',
  };
  const kind = kinds[node.kind];
  if (kind === undefined) throw new Error(`An export of an unknown kind: ${node.getText()}`);
  return kind;
}

/** A declaration as one would write it: no `export declare`, no private members, two spaces. */
function tidy(code: string): string {
  return code
    .replace(/^export (declare )?/, '')
    .replace(/^ *(#private|private \w+);\n/gm, '')
    .replace(/^(?: {4})+/gm, (spaces) => ' '.repeat(spaces.length / 2));
}

/** Whether a type alias is made from a value, or cut out of another type: its text tells nobody much. */
function isComputed(node: Node): boolean {
  return kindOf(node) === 'type' && /\btypeof\b|\['/.test(node.getText());
}

/** A type as the compiler prints it, as one would write it; a long union with a line for each member. */
function laidOut(type: string): string {
  const text = type.replaceAll('"', "'");
  const isLongUnion = text.length > 80 && /^'[^{]*$/.test(text);
  return isLongUnion ? `\n  | ${text.split(' | ').join('\n  | ')}` : ` ${text}`;
}

function firstComment(text: string): string {
  const comment = /^\s*\/\*\*([\s\S]*?)\*\//.exec(text)?.[1] ?? '';
  return comment.replace(/^\s*\* ?/gm, '').trim();
}
