import type { Command } from 'commander'

/** The shells for which there is a completion. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

/** What can follow a command: its own commands and options. */
interface Place {
  /** The names of the command, from the first below `casectl`. */
  readonly path: readonly string[]
  readonly commands: readonly Command[]
  readonly options: readonly { readonly flag: string; readonly description: string; readonly takesValue: boolean }[]
}

const placesIn = (command: Command, path: readonly string[] = []): Place[] => [
  {
    path,
    commands: command.commands,
    options: command.options.flatMap(({ long, description, required }) =>
      long ? [{ flag: long, description, takesValue: required }] : [],
    ),
  },
  ...command.commands.flatMap((one) => placesIn(one, [...path, one.name()])),
]

const wordsAfter = ({ commands, options }: Place): string =>
  [...commands.map((one) => one.name()), ...options.map(({ flag }) => flag)].join(' ')

/** For bash, and for zsh through its emulation. A word that is no command, such as a file, is completed as a file. */
const inBash = (places: readonly Place[]): string => {
  const paths = places.filter(({ path }) => path.length > 0).map(({ path }) => `'/${path.join('/')}'`)
  const cases = places.map((place) => `    '${place.path.map((name) => `/${name}`).join('')}') words='${wordsAfter(place)}' ;;`)
  return [
    '_casectl() {',
    "  local path='' words='' word current=${COMP_WORDS[COMP_CWORD]}",
    // zsh takes a length that begins with a letter as a modifier.
    '  for word in "${COMP_WORDS[@]:1:$((COMP_CWORD-1))}"; do',
    '    case "$path/$word" in',
    `      ${paths.join(' | ')}) path="$path/$word" ;;`,
    '    esac',
    '  done',
    '  case "$path" in',
    ...cases,
    '  esac',
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    '}',
    'complete -o default -F _casectl casectl',
  ].join('\n')
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

const inFish = (places: readonly Place[]): string => {
  const lines = places.flatMap(({ path, commands, options }) => {
    const seen = path.map((name) => `__fish_seen_subcommand_from ${name}`)
    const isFirst = path.length === 0 ? ['__fish_use_subcommand'] : seen
    const next = commands.map((one) => `not __fish_seen_subcommand_from ${one.name()}`)
    return [
      ...commands.map(
        (one) =>
          `complete -c casectl -n ${quoted([...isFirst, ...(path.length > 0 ? next : [])].join('; and '))} -a ${one.name()} -d ${quoted(one.description())}`,
      ),
      ...options.map(({ flag, description, takesValue }) =>
        [
          'complete -c casectl',
          ...(seen.length > 0 ? [`-n ${quoted(seen.join('; and '))}`] : []),
          `-l ${flag.slice(2)}`,
          ...(takesValue ? ['-r'] : []),
          `-d ${quoted(description)}`,
        ].join(' '),
      ),
    ]
  })
  return lines.join('\n')
}

/** A script that makes a shell complete the commands and options of a command line. */
export const completionFor = (shell: Shell, casectl: Command): string => {
  const places = placesIn(casectl)
  switch (shell) {
    case 'bash':
      return inBash(places)
    case 'zsh':
      return `autoload -U +X bashcompinit && bashcompinit\n${inBash(places)}`
    case 'fish':
      return inFish(places)
  }
}
