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

/**
 * What a command of a page may need beyond Node and the programs that its page names, and by which words such a block
 * shows it. `playedBy`: the suite that has it, and plays the blocks that need nothing else; without it nothing plays them.
 */
export const NEEDS = {
  docker: { reason: 'an engine that runs containers', shownBy: /\bdocker\b|deploy\/\.env/ },
  kubernetes: { reason: 'a cluster', shownBy: /\b(kubectl|helm|KUBECONFIG)\b/ },
  kafka: { reason: 'Java and Maven, and the jars of a broker', playedBy: 'kafka', shownBy: /kafka|casectl (topics|doctor)/i },
  eventstoredb: { reason: 'an EventStoreDB with logins', shownBy: /\besdb:/ },
  keycloak: { reason: 'an unpacked Keycloak; keycloak.clients.spec.ts starts one by the same command', shownBy: /\bkc\.sh\b/ },
  host: { reason: 'a host of your own, which the block names as an example', shownBy: /\.example\b|VAULT_URL/ },
  deployment: {
    reason: 'services that are set up with databases and an identity provider of your own',
    shownBy: /dist\/main\.js|config check|replay --all/,
  },
  jdk: { reason: 'a JDK', playedBy: 'clients', shownBy: /^java /m },
  cryptography: { reason: 'the Python package cryptography', playedBy: 'clients', shownBy: /sign-command\.py/ },
  packages: { reason: 'packages that are downloaded when the command runs', playedBy: 'clients', shownBy: /\bnpx --yes|\bmvn / },
  checksums: { reason: 'other versions of the jars of the broker than those that are pinned', shownBy: /jars\.sha512/ },
  git: { reason: 'the repository with its history, its remote and the key of a maintainer', shownBy: /\bgit\b/ },
  suite: { reason: 'minutes: it is a suite of its own, which CI runs', shownBy: /npm (test|run (test|check|bench))\b/ },
  cron: { reason: 'a machine with cron', shownBy: /^\S+ \S+ \* \* \* /m },
} as const satisfies Readonly<Record<string, { readonly reason: string; readonly playedBy?: Suite; readonly shownBy: RegExp }>>
export type Need = keyof typeof NEEDS

/** A suite that plays blocks which need more than the suite `pages` has. */
export type Suite = 'clients' | 'kafka'

/** The needs that a suite meets. */
export const metBy = (suite: Suite): readonly string[] =>
  Object.entries(NEEDS).flatMap(([need, one]) => ('playedBy' in one && one.playedBy === suite ? [need] : []))

/**
 * The blocks of commands that no suite plays, by their page and what they need, in the order of the page. A
 * specification compares the list with the pages: a new block is played, or its author adds it here.
 */
export const UNPLAYED: Readonly<Record<string, readonly string[]>> = {
  'README.md': ['suite'],
  'docs/how-to/build-the-images.md': ['docker', 'docker', 'docker', 'docker', 'suite'],
  'docs/how-to/connect-an-identity-provider.md': ['keycloak'],
  'docs/how-to/cut-a-release.md': ['git'],
  'docs/how-to/deploy.md': ['docker', 'kubernetes,host', 'kubernetes', 'kubernetes', 'host', 'host'],
  'docs/how-to/integrate-an-agency.md': ['host', 'host'],
  'docs/how-to/keep-the-vault.md': ['host'],
  'docs/how-to/list-who-is-held.md': ['cron,docker', 'cron'],
  'docs/how-to/look-after-views.md': ['deployment'],
  'docs/how-to/move-the-event-store.md': ['eventstoredb,host'],
  'docs/how-to/run-a-local-kafka.md': ['docker', 'suite', 'checksums'],
  'docs/how-to/run-each-service.md': ['deployment', 'deployment'],
  'docs/how-to/run-on-eventstoredb.md': ['eventstoredb,host', 'eventstoredb,suite', 'docker', 'eventstoredb,suite'],
  'docs/how-to/run-with-compose.md': ['docker', 'docker', 'docker'],
  'docs/how-to/test-on-a-cluster.md': ['kubernetes,suite'],
}

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

/** The suite that plays a block: `pages` if it needs nothing, and none if no suite has all that it needs. */
export const suiteOf = (block: Block): Suite | 'pages' | undefined => {
  const needs = needsOf(block)
  if (needs.length === 0) return 'pages'
  return (['clients', 'kafka'] as const).find((suite) => needs.every((need) => metBy(suite).includes(need)))
}

/** The pages of which a suite plays blocks that `pages` does not. */
export const pagesOf = (suite: Suite): readonly string[] =>
  PAGES.filter((page) => blocksOf(page).some((block) => isShell(block) && suiteOf(block) === suite))
