import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { copyCheckout } from './checkout-copy.fixtures.ts'
import { type Block, blocksOf, exitCodeOf, needsOf, proseOf, type Step, stepsOf } from './page-blocks.fixtures.ts'
import { isAsPrinted, isJsonAsPrinted } from './page-masks.fixtures.ts'
import { openShell, type PageShell, type Shown } from './page-shell.fixtures.ts'

/** The page that says how casectl comes onto the path; its commands are entered before those of every other how-to. */
const SET_UP = 'docs/how-to/README.md'

/** What every system with Node has. */
const SYSTEM_TOOLS =
  'bash sh node npm npx env basename cat chmod cp dirname echo expr grep head id locale ls mkdir mv ps rm sed sleep sort tail tr uname uniq wc'.split(
    ' ',
  )
/** Other programs of pages, by how a page names them: each is on the path only where the page does. */
const OTHER_TOOLS: Readonly<Record<string, RegExp>> = {
  curl: /\bcurl\b/,
  java: /\bJava\b/,
  jq: /\bjq\b/,
  mvn: /\bMaven\b/,
  openssl: /\bOpenSSL\b/,
  psql: /\bpsql\b/,
  python3: /\bPython\b/,
}

/** The ports of the pages are those of `npm start` and `npm run kafka`; here others are free. */
const PORTS = [3001, 3002, 3003, 3004, 3005]
const KAFKA_PORT = 9092

/** What a page has as an example, and what is there in this run: the address of a server, or a part of one. */
export type Replacement = readonly [page: string, actual: string]

/** A copy of the checkout, and the system that was started in it. */
export interface Playground {
  play(page: string, has?: readonly string[]): Promise<Played>
  end(): Promise<void>
}

export interface Played {
  readonly played: number
  /** The blocks that were not played, by what they need. */
  readonly left: Readonly<Record<string, number>>
}

const at = ({ page, line }: Block): string => `${page}:${line}`

/** Where a program is; of Python the interpreter itself, since a version manager puts a script before it. */
const found = (program: string): string => {
  const command = program === 'python3' ? `python3 -c 'import sys; print(sys.executable)'` : `type -P ${program}`
  if (program === 'node') return process.execPath
  try {
    return execFileSync('bash', ['-c', command], { encoding: 'utf8' }).trim()
  } catch {
    throw new Error(`${program} is missing, which a page names: install it, e.g. sudo apt-get install ${program}`)
  }
}

/** Whether a block starts the system of the pages. */
const startsSystem = ({ words, text }: Block): boolean => words.includes('stays') && text.includes('npm start')

/** A folder with the programs that somebody has who installed what the page names. */
const pathFor = (page: string, folder: string): string => {
  mkdirSync(folder)
  const prose = proseOf(page)
  const named = Object.keys(OTHER_TOOLS).filter((tool) => OTHER_TOOLS[tool]?.test(prose))
  for (const tool of [...SYSTEM_TOOLS, ...named]) symlinkSync(found(tool), join(folder, tool))
  return folder
}

/** Folders of a checkout that hold nothing but links to its files: what a page writes is in no other page's folder. */
const linkCheckout = (checkout: string, folder: string): void => {
  mkdirSync(folder)
  for (const name of readdirSync(checkout)) if (name !== '.case-timeline') symlinkSync(join(checkout, name), join(folder, name))
}

/** Addresses as the pages have them, and those of a running system. */
const servicesOf = (data: string): Replacement[] => {
  const file = join(data, 'run.json')
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  // It may be in the middle of being written.
  if (!text.endsWith('}\n')) return []
  const { urls } = JSON.parse(text) as { urls: Record<string, string> }
  return Object.values(urls).map((url, index) => [`127.0.0.1:${PORTS[index]}`, new URL(url).host])
}

const replaced = (text: string, pairs: readonly Replacement[]): string =>
  pairs.reduce((rest, [from, to]) => rest.replaceAll(from, to), text)
/** The other way: what was printed, as the page has it. */
const asInPage = (output: string, pairs: readonly Replacement[]): string =>
  replaced(
    output,
    pairs.flatMap(([page, actual]) => (actual === '' ? [] : [[actual, page] as const])),
  )

/** The end of a long output: a program that follows events prints all of them. */
const MOST_SHOWN = 4_000

const check = ({ command, printed }: Step, { output, failed }: Shown): void => {
  const shown = output.slice(-MOST_SHOWN)
  if (failed !== undefined) throw new Error(`${at(command)} failed with ${failed}:\n${command.text}\nprinted\n${shown}`)
  if (!printed) return
  const isSame = printed.language === 'json' ? isJsonAsPrinted : isAsPrinted
  if (!isSame(printed.text, output)) throw new Error(`${at(printed)} says\n${printed.text}\nbut ${at(command)} prints\n${shown}`)
}

/**
 * Copies the checkout.
 * @param servers addresses of servers of this run, for those that the pages name as examples
 * @param broker a free port for the broker that a page starts, if one does
 */
export const makePlayground = async (servers: readonly Replacement[] = [], broker = KAFKA_PORT): Promise<Playground> => {
  const folder = mkdtempSync(join(tmpdir(), 'case-timeline-pages-'))
  // As root PostgreSQL runs as another user, who has to pass through.
  chmodSync(folder, 0o711)
  const checkout = join(folder, 'checkout')
  mkdirSync(checkout)
  await copyCheckout(checkout)
  /** The data folder of the first system, which the pages after it use, and the shells that still run one. */
  let shared: string | undefined
  const running: PageShell[] = []
  const addressesOf = (data: string): readonly Replacement[] => [
    ...servers,
    ...servicesOf(data),
    [`127.0.0.1:${KAFKA_PORT}`, `127.0.0.1:${broker}`],
  ]

  const openFor = (page: string): { shell: PageShell; data: string } => {
    const own = join(folder, basename(page, '.md') + (page === SET_UP ? '-how-to' : ''))
    for (const path of [own, join(own, 'shell'), join(own, 'home')]) mkdirSync(path)
    const files = join(own, 'case-timeline')
    linkCheckout(checkout, files)
    const startsItself = stepsOf(blocksOf(page)).some(({ command }) => startsSystem(command))
    const data = join(files, '.case-timeline')
    if (shared !== undefined && !startsItself) symlinkSync(shared, data)
    // npm says at any moment that there is a newer one.
    const quiet = { npm_config_update_notifier: 'false' }
    const env = { ...quiet, PATH: pathFor(page, join(own, 'bin')), HOME: join(own, 'home'), LANG: 'C.UTF-8', TZ: 'UTC' }
    return { shell: openShell(files, join(own, 'shell'), env), data }
  }

  const playStep = async (step: Step, shell: PageShell, data: string): Promise<void> => {
    const { command, printed } = step
    if (command.words.includes('stays')) {
      const text = replaced(
        command.text.replace('npm start', 'npm start -- --port-base 0').replace('npm run kafka', `npm run kafka -- --port ${broker}`),
        addressesOf(data),
      )
      const shown = await shell.start(
        text,
        (output) => printed !== undefined && isAsPrinted(printed.text, asInPage(output, addressesOf(data))),
      )
      if (shown.failed !== undefined) check(step, shown)
      if (startsSystem(command)) {
        running.push(shell)
        shared ??= data
      }
      return
    }
    const addresses = addressesOf(data)
    const text = replaced(command.text, addresses)
    const code = exitCodeOf(command)
    const shown = code === 0 ? await shell.enter(text) : await shell.enterFailing(text, code)
    check(step, { ...shown, output: asInPage(shown.output, addresses) })
  }

  return {
    async play(page, has = []) {
      const { shell, data } = openFor(page)
      const steps = stepsOf(blocksOf(page))
      const setUp = page.startsWith('docs/how-to/') && page !== SET_UP ? stepsOf(blocksOf(SET_UP)) : []
      const isHere = ({ command }: Step): boolean => needsOf(command).every((need) => has.includes(need))
      try {
        for (const step of [...setUp, ...steps].filter(isHere)) await playStep(step, shell, data)
      } finally {
        if (!running.includes(shell)) await shell.end()
      }
      const left: Record<string, number> = {}
      for (const step of steps.filter((one) => !isHere(one))) {
        const needs = needsOf(step.command).join(', ')
        left[needs] = (left[needs] ?? 0) + 1
      }
      return { played: steps.filter(isHere).length, left }
    },
    async end() {
      for (const shell of running) await shell.end()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
