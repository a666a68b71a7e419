import { readFile } from 'node:fs/promises'
import { headsIn, InvalidNote, type LogFinding, noteVerifier, verifyLog } from '@case-timeline/event-store'
import { openEventStore } from '@case-timeline/event-store/drivers'
import { EXIT, Failure } from './failure.ts'
import type { Environment } from './client.ts'
import { readStores, storesFile } from './import/destination.ts'
import { createSignerKey, headsFile, readVerifierKey } from './log-heads.ts'
import { otherFormSentences } from './other-forms.ts'
import { type Screen, show } from './screen.ts'

export interface VerifyLogOptions {
  readonly heads?: string
  readonly key?: string
  readonly stores?: string
}

const unreadable = (what: string) => (): never => {
  throw new Failure(
    `${what} cannot be read.`,
    ['give its place with --heads FILE and --key KEY', 'how heads are signed: docs/how-to/verify-a-case.md'],
    EXIT.usage,
  )
}

const placeOf = ({ position, stream, revision }: LogFinding): string =>
  stream === undefined ? `position ${position}` : `position ${position} (${stream}, revision ${revision})`

const sentenceOf = (finding: LogFinding): string => {
  const head = finding.head && `the head over ${finding.head.size} events that was signed at ${finding.head.signedAt}`
  switch (finding.what) {
    case 'head':
      return `up to position ${finding.position} the log differs from ${head}: an event was changed, added, moved or dated otherwise`
    case 'cut':
      return `the log ends at position ${finding.position}, before ${head}: its end was cut off`
    case 'hidden':
      return `there is no event at position ${finding.position}: it was removed, or hidden from audit-trail`
    default:
      return `${placeOf(finding)}: ${finding.what}`
  }
}

/** Reads the event store itself, and trusts no service. @throws Failure when the log differs from its hashes or heads */
export const verifyWholeLog = async (screen: Screen, env: Environment, dataDir: string, options: VerifyLogOptions): Promise<void> => {
  const file = options.heads ?? headsFile(dataDir)
  const text = await readFile(file, 'utf8').catch(unreadable(`The file of the signed heads, ${file},`))
  const key = options.key ?? (await readVerifierKey(dataDir).catch(unreadable('The verifier key')))
  const { stores } = await readStores(options.stores ?? storesFile(dataDir), env)
  const heads = (() => {
    try {
      return headsIn(text, noteVerifier(key))
    } catch (error) {
      if (!(error instanceof InvalidNote)) throw error
      throw new Failure(`The signed heads in ${file} are not those of the key: ${error.message}.`, ['compare the file with its copies'])
    }
  })()
  const store = openEventStore(stores.auditTrail, 'auditTrail')
  try {
    const result = await verifyLog(store, heads)
    const { events, streams, lastHead, findings, otherForms, otherFormCount } = result
    const others = otherFormSentences(otherForms, otherFormCount)
    show(screen, result, () =>
      [
        ...(findings.length > 0
          ? findings.map(sentenceOf)
          : [
              `Intact: ${events} events in ${streams} streams, every hash recomputed. ` +
                `Signed heads that agree: ${result.heads}; events not yet under a signature: ${events - (lastHead?.size ?? 0)}.`,
            ]),
        ...others,
      ].join('\n'),
    )
    if (findings.length > 0)
      throw new Failure(`The log was changed after it was recorded: ${findings.length} findings.`, [
        'change nothing in the database: it is evidence',
        'compare it with the last backup, and find out who had write access to the store',
      ])
  } finally {
    await store.close()
  }
}

/** Creates a signing key and prints its verifier key. */
export const createKey = async (screen: Screen, file: string, name: string): Promise<void> => {
  const verifierKey = await createSignerKey(file, name)
  show(
    screen,
    { verifierKey },
    () => `${verifierKey}\nGive this verifier key to those who verify what it signs; ${file} signs: keep it only on the host that signs.`,
  )
}
