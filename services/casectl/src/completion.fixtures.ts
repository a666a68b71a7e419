/** Words of a command line, the last of which is being written, and what every shell offers for it. */
export const OFFERED: readonly (readonly [words: string[], offered: string[]])[] = [
  [['time'], ['timeline']],
  [
    ['audit', 'verify-'],
    ['verify-case', 'verify-export', 'verify-held', 'verify-log'],
  ],
  [['timeline', '--as'], ['--as-of']],
  [['--data', '/tmp', 'timeline', '--known'], ['--known-at']],
  [['--ver'], ['--version']],
]
