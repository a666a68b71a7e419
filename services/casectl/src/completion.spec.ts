import { execFileSync } from 'node:child_process'
import { describe, expect, it } from '@jest/globals'
import { OFFERED } from './completion.fixtures.ts'
import { completionFor } from './completion.ts'
import { program } from './program.ts'

const casectl = program({}, process.stdout)

/** What bash offers after these words, the last of which is being written. */
const offered = (...words: readonly string[]): string[] => {
  const script = `${completionFor('bash', casectl)}
COMP_WORDS=("$@"); COMP_CWORD=$(($#-1)); _casectl; printf '%s\\n' "\${COMPREPLY[@]}"`
  return execFileSync('bash', ['-c', script, 'bash', 'casectl', ...words], { encoding: 'utf8' })
    .trim()
    .split('\n')
}

describe('the completion of casectl', () => {
  it.each([[['ver'], ['']], ...OFFERED, [['timeline', 'audit'], ['']]])('offers after %j in bash: %j', (words, expected) =>
    expect(offered(...words)).toEqual(expected),
  )

  it('has every command for zsh and fish', () => {
    const names = casectl.commands.flatMap((command) => [command, ...command.commands]).map((command) => command.name())
    expect(names.length).toBeGreaterThan(30)
    for (const shell of ['zsh', 'fish'] as const) for (const name of names) expect(completionFor(shell, casectl)).toContain(name)
  })
})
