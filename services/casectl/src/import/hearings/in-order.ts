import { InputRefused } from '../input-refused.ts'
import { contradicted, excluding, type Fact, type FactsOfCase } from './facts.ts'

/** What is read of one payload. */
export interface HearingRead {
  readonly file: string
  /** When the source published it, in milliseconds; the earliest of all where the payload does not say it. */
  readonly shared: number
  readonly cases: readonly FactsOfCase[]
}

/** A fact of a file; `isContradicted` if another payload says otherwise, or says the same of another day. */
export interface OrderedFact {
  readonly file: string
  readonly fact: Fact
  readonly isContradicted: boolean
}

/** The facts of several payloads under the name of their case, those of a document that was published earlier first. */
const inOrder = (hearings: readonly HearingRead[]): readonly { file: string; fact: Fact }[] => {
  const urns = new Map<string, string>()
  for (const { file, cases } of hearings)
    for (const { id, urn } of cases) {
      const known = urns.get(id)
      if (urn !== '' && known !== undefined && known !== urn)
        throw new InputRefused('bad-payload', file, `a case has another caseURN than in an earlier payload: correct one, or leave it out`)
      if (urn !== '') urns.set(id, urn)
    }
  return hearings
    .toSorted((a, b) => a.shared - b.shared || (a.file < b.file ? -1 : 1))
    .flatMap(({ file, cases }) =>
      cases.flatMap(({ id, facts }) => facts.map((one) => ({ file, fact: { ...one, case: urns.get(id) ?? one.case } }))),
    )
}

/** The number of cases that have no caseURN in any payload. */
export const casesWithoutUrn = (hearings: readonly HearingRead[]): number => {
  const cases = hearings.flatMap((hearing) => hearing.cases)
  const named = new Set(cases.flatMap(({ id, urn }) => (urn === '' ? [] : [id])))
  return new Set(cases.flatMap(({ id }) => (named.has(id) ? [] : [id]))).size
}

const requireOneDefendant = (facts: readonly { file: string; fact: Fact }[]): void => {
  const persons = new Map<string, string | undefined>()
  for (const { file, fact } of facts) {
    if (fact.charge === undefined) continue
    const key = JSON.stringify([fact.case, fact.charge.slice(fact.charge.indexOf('/'))])
    if (persons.has(key) && persons.get(key) !== fact.person)
      throw new InputRefused(
        'bad-payload',
        file,
        'an offence has the id of an offence of another defendant of its case: correct the ids, or leave the payload out',
      )
    persons.set(key, fact.person)
  }
}

const keyOf = (one: Fact): string => JSON.stringify([one.case, one.order])

/**
 * The facts of several payloads in the order of their publication, each once. A conviction or a plea of guilty that
 * another payload contradicts is another kind of fact, for which the mapping has no command.
 * @throws InputRefused when two payloads cannot be of the same case or charge
 */
export const factsInOrder = (hearings: readonly HearingRead[]): readonly OrderedFact[] => {
  const all = inOrder(hearings)
  requireOneDefendant(all)
  const excluded = new Set(all.flatMap(({ fact }) => (fact.activity.endsWith(excluding('')) ? [keyOf(fact)] : [])))
  const facts = new Map<string, OrderedFact>()
  for (const { file, fact } of all) {
    const known = facts.get(keyOf(fact))?.fact
    const isExcluded = excluded.has(keyOf(fact)) && !fact.activity.endsWith(excluding(''))
    const isContradicted = isExcluded || (known !== undefined && JSON.stringify(known) !== JSON.stringify(fact))
    const kept = isContradicted ? contradicted(fact) : fact
    if (!facts.has(keyOf(kept))) facts.set(keyOf(kept), { file, fact: kept, isContradicted })
  }
  return [...facts.values()]
}
