import {
  type CompletedCommand,
  type CompletedOption,
  everyCommand,
  nameOf,
  type Offer,
} from './model.ts';

/** The script for fish, 3.1 and newer. */
export function fishScript(program: CompletedCommand): string {
  const commands = everyCommand(program);
  const valued = commands.flatMap(({ path, options }) =>
    options
      .filter(({ value }) => value !== undefined)
      .flatMap(({ flags }) => flags.map((flag) => quoted(`${path}:${flag}`))),
  );
  return `# Completion of partyline for fish. Put it into ~/.config/fish/completions/partyline.fish
function __partyline_place
    set -l path ''
    set -l count 0
    set -l is_value 0
    for word in (commandline -opc)[2..-1]
        if test $is_value = 1
            set is_value 0
            continue
        end
        switch "$path/$word"
${commands
  .flatMap(({ path, commands: below }) =>
    below.map(
      (each) => `            case ${quoted(`${path}/${nameOf(each)}`)}
                set path ${quoted(each.path)}
                continue`,
    ),
  )
  .join('\n')}
        end
        switch "$path:$word"
            case ${valued.join(' ')}
                set is_value 1
            case '*:-*'
            case '*'
                set count (math $count + 1)
        end
    end
    echo "$path/$count"
end
function __partyline_at
    string match -q -- $argv[1] (__partyline_place)
end
complete -c partyline -f
${commands.flatMap(linesOf).join('\n')}
`;
}

function linesOf(command: CompletedCommand): string[] {
  const { path, commands, argument, repeats, options } = command;
  const anywhere = at(`${path}/*`);
  const place = repeats ? anywhere : at(`${path}/0`);
  return [
    ...commands.map((each) => `${place} -a ${nameOf(each)} -d ${quoted(each.description)}`),
    ...(argument === 'nothing' ? [] : [`${place} ${offering(argument)}`]),
    ...options.map((option) => `${anywhere} ${optionWords(option)}`),
  ];
}

function at(pattern: string): string {
  return `complete -c partyline -n ${quoted(`__partyline_at ${quoted(pattern)}`)}`;
}

function optionWords({ flags, description, value }: CompletedOption): string {
  const names = flags.map((flag) =>
    flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
  );
  const taken = value === undefined ? [] : ['-r', offering(value)];
  return [...names, ...taken, '-d', quoted(description)].join(' ');
}

function offering(offer: Offer): string {
  switch (offer) {
    case 'nothing':
      return '-f';
    case 'files':
      return '-F';
    case 'folders':
      return `-f -a '(__fish_complete_directories)'`;
    default:
      return `-f -a ${quoted(offer.join(' '))}`;
  }
}

/** In single quotes fish reads nothing but these two escapes. */
function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}
