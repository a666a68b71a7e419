import type { Environment } from './client.ts'

/** The scripts of package.json that run `up`; options of `up` are behind `--`. */
const SCRIPTS: Readonly<Record<string, string>> = { start: 'npm start --', dev: 'npm run dev --', casectl: 'npm run casectl -- up' }

/**
 * The command with which `up` was started, as it was entered: to be entered again with one more option.
 * @param options those that were given; `--demo` is part of `npm start`
 */
export const enteredCommand = (
  { npm_lifecycle_event: script = '' }: Environment,
  { data, demo }: { readonly data: string; readonly demo: boolean },
): string => {
  const command = SCRIPTS[script] ?? (script === 'npx' ? 'npx casectl up' : 'casectl up')
  const options = [demo && script !== 'start' ? '--demo' : '', data === DEFAULT_DATA ? '' : `--data ${data}`]
  return [command, ...options.filter((option) => option !== '')].join(' ')
}

/** The data folder of the embedded system, in the folder in which casectl runs. */
export const DEFAULT_DATA = '.case-timeline'
