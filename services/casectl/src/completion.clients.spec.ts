import { execFileSync } from 'node:child_process'
import { describe, expect, it } from '@jest/globals'
import { OFFERED } from './completion.fixtures.ts'
import { completionFor } from './completion.ts'
import { program } from './program.ts'

const casectl = program({}, process.stdout)

/** What zsh offers after these words, the last of which is being written. Its completion leaves out by itself what does not begin so. */
const inZsh = (words: readonly string[]): string[] => {
  const script = `autoload -U +X compinit && compinit -u -D
${completionFor('zsh', casectl)}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); compgen -F _casectl -- "\${@[-1]}"`
  const said = execFileSync('zsh', ['-f', '-c', script, 'zsh', 'casectl', ...words], { encoding: 'utf8' })
  return linesOf(said).filter((line) => line.startsWith(words.at(-1) ?? ''))
}

/** The same of fish, which says what each is after a tab. */
const inFish = (words: readonly string[]): string[] => {
  const script = `${completionFor('fish', casectl)}
complete -C "$argv"`
  const said = execFileSync('fish', ['--no-config', '-c', script, 'casectl', ...words], { encoding: 'utf8' })
  return linesOf(said).map((line) => line.slice(0, line.indexOf('\t')))
}

const linesOf = (text: string): string[] =>
  text
    .trim()
    .split('\n')
    .filter((line) => line !== '')

describe.each([
  ['zsh', inZsh],
  ['fish', inFish],
])('the completion of casectl in %s', (_, offered) => {
  it.each(OFFERED)('offers after %j: %j', (words, expected) => expect(offered(words).toSorted()).toEqual(expected))
})
