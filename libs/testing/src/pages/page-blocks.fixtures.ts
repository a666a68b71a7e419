import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The root of the checkout. */
export const ROOT = join(import.meta.dirname, '../../../..')

/** The pages whose commands are played: the README, which starts the system, and then every how-to. */
export const PAGES: readonly string[] = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs/how-to'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/how-to/${name}`),
]

/** What a command of a page may need beyond this machine, and by which words such a block shows it. */
export const NEEDS = {
  docker: { reason: 'an engine that runs containers', shownBy: /\bdocker\b|deploy\/\.env/ },
  kubernetes: { reason: 'a cluster', shownBy: /\b(kubectl|helm|KUBECONFIG)\b/ },
  kafka: { reason: 'Java and Maven, and the jars of a broker', shownBy: /kafka|casectl (topics|doctor)/i },
  eventstoredb: { reason: 'an EventStoreDB', shownBy: /\besdb:/ },
  collector: { reason: 'a collector of OpenTelemetry', shownBy: /OTEL_EXPORTER/ },
  host: { reason: 'a host of your own, which the block names as an example', shownBy: /\.example\b|VAULT_URL/ },
  deployment: {
    reason: 'services that are set up with databases and an identity provider of your own',
    shownBy: /dist\/main\.js|config check|replay --all/,
  },
  jdk: { reason: 'a JDK: the clients suite runs these programs', shownBy: /^java /m },
  cryptography: { reason: 'the Python package cryptography: the clients suite runs this program', shownBy: /sign-command\.py/ },
  registry: { reason: 'a package that is downloaded when the command runs', shownBy: /\bnpx\b|mvn / },
  git: { reason: 'the repository with its history, its remote and the key of a maintainer', shownBy: /\bgit\b/ },
  suite: { reason: 'minutes: it is a suite of its own, which CI runs', shownBy: /npm (test|run (test|check|bench))\b/ },
  cron: { reason: 'a machine with cron', shownBy: /^\S+ \S+ \* \* \* /m },
  data: { reason: 'a file of your own', shownBy: /\b[A-Z]+\.csv\b/ },
} as const
export type Need = keyof typeof NEEDS

/** A fenced block of a page. */
export interface Block {
  readonly page: string
  readonly line: number
  readonly language: string
  /** What else its first line says: `stays`, `printed`, `form`, `needs=…`. */
  readonly words: readonly string[]
  readonly text: string
}

const FENCE = /^( *)```(.*)\n([\s\S]*?)^\1```$/gm

/** The fenced blocks of the text of a page, in order. */
export const blocksIn = (page: string, text: string): Block[] =>
  [...text.matchAll(FENCE)].map(({ index, 1: indent = '', 2: info = '', 3: body = '' }) => {
    const [language = '', ...words] = info.trim().split(/\s+/)
    const line = text.slice(0, index).split('\n').length
    return { page, line, language, words, text: body.replace(new RegExp(`^${indent}`, 'gm'), '') }
  })

export const blocksOf = (page: string): Block[] => blocksIn(page, readFileSync(join(ROOT, page), 'utf8'))

/** What a block needs that is not on every machine. */
export const needsOf = ({ words }: Block): string[] =>
  words.flatMap((word) => (word.startsWith('needs=') ? word.slice('needs='.length).split(',') : []))

/** The code with which the commands of a block end: `exit=2` where a page shows a failure. */
export const exitCodeOf = ({ words }: Block): number => Number(words.find((word) => word.startsWith('exit='))?.slice('exit='.length) ?? 0)

export const isShell = ({ language }: Block): boolean => language === 'sh'
export const isPrinted = ({ words }: Block): boolean => words.includes('printed')

/** The text of a page outside of its blocks. */
export const proseOf = (page: string): string => readFileSync(join(ROOT, page), 'utf8').replace(FENCE, '')

/** A command of a page, and what the page says that it prints. */
export interface Step {
  readonly command: Block
  readonly printed?: Block
}

/** The commands of a page with their output: the block that is `printed` and follows them. */
export const stepsOf = (blocks: readonly Block[]): Step[] => {
  const steps: Step[] = []
  for (const block of blocks) {
    const last = steps.at(-1)
    if (isShell(block)) steps.push({ command: block })
    else if (isPrinted(block) && last && !last.printed) steps[steps.length - 1] = { ...last, printed: block }
  }
  return steps
}
