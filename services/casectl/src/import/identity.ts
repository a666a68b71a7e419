import { commandIdForImport, type EventStore, idForImport, importedCaseKey, keyedIdForImport } from '@case-timeline/event-store'
import { untilStoreRecovers } from './store-recovers.ts'

/** The case name for rows whose case cannot be read; no readable case has it. */
export const NO_CASE = ''

/** The ids of one case of a source. */
export interface CaseIdentity {
  readonly caseId: string
  /** A generated id for something in the case that has no id in the source, such as its defendant. */
  refOf(name: string): string
  /**
   * A generated id for the thing in the case that a text of the source distinguishes from others, such as a person by
   * name. Always keyed: who guesses the text cannot compute it.
   */
  refFrom(name: string, text: string): string
}

/** Texts that differ only in blanks at their ends, in the number of blanks or in composed characters are the same. */
const normalised = (text: string): string => text.normalize('NFC').trim().replaceAll(/\s+/g, ' ')

/** Computes each value once. A mapping names few things in a case. */
const remembering = (compute: (name: string) => string): ((name: string) => string) => {
  const known = new Map<string, string>()
  return (name) => {
    const value = known.get(name) ?? compute(name)
    known.set(name, value)
    return value
  }
}

/** Ids that earlier releases gave: a reader who guesses the name of a case can compute them. */
export const unkeyedIdentity = (source: string, caseName: string): Omit<CaseIdentity, 'refFrom'> => ({
  caseId: idForImport('case', source, caseName),
  refOf: remembering((name) => idForImport(`ref ${name}`, source, caseName)),
})

/** Ids that can be computed only with the deployment's key. */
export const keyedIdentity = (digestKey: Buffer, source: string) => {
  const key = importedCaseKey(digestKey)
  return (caseName: string): CaseIdentity => ({
    caseId: keyedIdForImport(key, 'case', source, caseName),
    refOf: remembering((name) => keyedIdForImport(key, `ref ${name}`, source, caseName)),
    // A word has no blank, so that no other kind is equal.
    refFrom: (name, text) => keyedIdForImport(key, `ref ${name} from`, source, JSON.stringify([caseName, normalised(text)])),
  })
}

/** Ids for plans that are not recorded: computed when they are read, and most are not. */
export const planningIdentity = (source: string) => {
  const keyed = keyedIdentity(Buffer.alloc(32), source)
  return (caseName: string): CaseIdentity => ({
    get caseId() {
      return idForImport('case', source, caseName)
    },
    refOf: (name) => idForImport(`ref ${name}`, source, caseName),
    refFrom: (name, text) => keyed(caseName).refFrom(name, text),
  })
}

/** The ids of a case by its name in the source. */
export type IdentityOf = (caseName: string) => Promise<CaseIdentity>

const MAX_REMEMBERED_CASES = 10_000

/**
 * Keyed ids, but for a case of which an earlier release imported a part: it keeps the ids that it has. The store is
 * read once for each case, as long as no more other cases come between.
 * @param store in which every event of the case is visible
 */
export const identitiesIn = (store: EventStore, digestKey: Buffer, source: string): IdentityOf => {
  const keyed = keyedIdentity(digestKey, source)
  const found = new Map<string, Promise<CaseIdentity>>()
  const find: IdentityOf = async (caseName) => {
    const earlier = unkeyedIdentity(source, caseName)
    const current = keyed(caseName)
    return (await untilStoreRecovers(() => store.readCase(earlier.caseId))).length > 0 ? { ...earlier, refFrom: current.refFrom } : current
  }
  return (caseName) => {
    const identity = found.get(caseName) ?? find(caseName)
    found.set(caseName, identity)
    const [oldest] = found.keys()
    if (oldest !== undefined && found.size > MAX_REMEMBERED_CASES) found.delete(oldest)
    return identity
  }
}

const PLAIN_ID = /^[A-Za-z0-9][A-Za-z0-9_./:+-]*$/
const MAX_PLAIN_LENGTH = 100

/**
 * The identity of a row in its source: case and order, and from the second occurrence on its number. Equal rows of one
 * file get different ids, and a second import of the same file gets the same ids.
 * @param occurrence number of the row among the rows of the same case and order, from 1
 */
export const sourceIdOf = (source: string, caseName: string, order: string, occurrence: number): string => {
  const readable = PLAIN_ID.test(caseName) && PLAIN_ID.test(order) && caseName.length + order.length < MAX_PLAIN_LENGTH
  const row = readable ? `${caseName}~${order}` : idForImport('row', source, JSON.stringify([caseName, order]))
  return occurrence === 1 ? row : `${row}~${occurrence}`
}

// A source id contains no space, so the ids of external facts and openings cannot equal the id of a row.
export const commandIdOfRow = (source: string, sourceId: string): string => commandIdForImport(source, sourceId)
export const commandIdOfExternal = (source: string, sourceId: string): string => commandIdForImport(source, `${sourceId} external`)
export const commandIdOfOpening = (source: string, caseName: string, command: string): string =>
  commandIdForImport(source, `${idForImport('case', source, caseName)} opening ${command}`)
