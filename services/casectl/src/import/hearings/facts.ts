import { canonicalHash } from '@case-timeline/event-store'
import { textOfType } from '../cells.ts'
import type { Members, Path } from './members.ts'

/** The columns of the log that is made from hearings; deploy/mappings/common-platform.json maps them. */
export const COLUMNS = [
  ...['case', 'order', 'activity', 'agency', 'time', 'person', 'kind', 'charge', 'offence', 'from', 'until'],
  ...['value', 'category', 'convicted', 'next', 'result', 'hearing', 'cancelled'],
] as const
type Column = (typeof COLUMNS)[number]

/** A fact of a hearing as a row of a log; a column that says nothing about it is absent. */
export type Fact = Readonly<Partial<Record<Column, string>>> & Readonly<Record<'case' | 'order' | 'activity' | 'agency', string>>

type Cells = Readonly<Partial<Record<Column, string>>>

const cellsWithText = (cells: Cells): Cells => Object.fromEntries(Object.entries(cells).filter(([, text]) => text !== ''))
const orderOf = (activity: string, agency: string, cells: Cells): string =>
  `${activity}-${canonicalHash([activity, agency, cellsWithText(cells)]).slice(0, 16)}`

/** The same fact is in the payload of each hearing of its case: its order is made from its content, so that it counts once. */
const fact = (caseName: string, activity: string, agency: string, cells: Cells, order = orderOf(activity, agency, cells)): Fact => ({
  ...cellsWithText(cells),
  ...{ case: caseName, order, activity, agency },
})

/** The activity that excludes a conviction or a plea of guilty, and the one of a fact that contradicts another document. */
export const excluding = (activity: string): string => `${activity}_EXCLUDED`
export const contradicted = (one: Fact): Fact => {
  const { case: caseName, order: _, activity, agency, ...cells } = one
  return fact(caseName, `${activity}_CONTRADICTED`, agency, cells)
}

/**
 * A plea or a verdict. One of guilty has an order that a statement of anything else takes as well, as an external fact:
 * whichever is imported first, in one run or in several, nobody is convicted whom a document acquits.
 * @param about what it decides: statements with equal cells here contradict each other if their values differ
 */
const statement = (
  caseName: string,
  activity: 'PLEA' | 'VERDICT',
  other: Members['text'] | undefined,
  about: Cells,
  said: Cells,
): readonly Fact[] => {
  const orderOfGuilt = orderOf(activity, 'COURT', { ...about, value: 'GUILTY' })
  const excluded = fact(caseName, excluding(activity), 'COURT', about, orderOfGuilt)
  if (other)
    return [excluded, fact(caseName, `${activity}_ON_OTHER_OFFENCE`, 'COURT', { ...about, ...said, offence: other('offenceCode') })]
  if (said.value === 'GUILTY') return [fact(caseName, activity, 'COURT', { ...about, ...said }, orderOfGuilt)]
  const cells = { ...about, ...said }
  // Without a date rather than not at all: what an earlier run recorded as guilty would stay in force.
  const isUndated = said.value === 'NOT_GUILTY' && textOfType(cells.time ?? '', 'date', 'written') === undefined
  return [excluded, fact(caseName, activity, 'COURT', isUndated ? { ...cells, time: '' } : cells)]
}

const indexes = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index)

/** Ids are UUIDs, which are the same in capitals. */
const idIn = (members: Members, at: Path): string => members.text(...at, 'id').toLowerCase()

/** What happened with one offence of a defendant, in the order in which it can have happened. */
const factsOfOffence = (members: Members, caseName: string, person: string, at: Path): readonly Fact[] => {
  const text = (...path: Path) => members.text(...at, ...path)
  // With the person, so that what another defendant pleads never reaches this charge, even if the offences' ids are equal.
  const charge = `${person}/${idIn(members, at)}`
  const offence = text('offenceCode')
  const arrested = text('arrestDate')
  const [from, until] = [text('startDate'), text('endDate')]
  const results = indexes(members.count(...at, 'judicialResults')).flatMap((index) => {
    const ofResult = (...path: Path) => text('judicialResults', index, ...path)
    const time = ofResult('orderedDate')
    const about = { person, charge, value: ofResult('cjsCode'), category: ofResult('category'), convicted: ofResult('isConvictedResult') }
    if (ofResult('isDeleted') === 'true')
      return [fact(caseName, 'DELETED_RESULT', 'COURT', { time, result: ofResult('judicialResultId'), ...about })]
    const next = ofResult('nextHearing', 'listedStartDateTime')
    return [
      fact(caseName, 'RESULT', 'COURT', { time, result: ofResult('judicialResultId'), ...about }),
      ...(next === '' ? [] : [fact(caseName, 'NEXT_HEARING', 'COURT', { time, next })]),
    ]
  })
  const stated = (member: 'plea' | 'verdict', activity: 'PLEA' | 'VERDICT', about: Cells, said: Cells) => {
    if (!members.has(...at, member)) return []
    const other = [member, 'lesserOrAlternativeOffence'] as const
    const ofOther = members.has(...at, ...other) ? (...path: Path) => text(...other, ...path) : undefined
    return statement(caseName, activity, ofOther, about, said)
  }
  const plea = { person, charge, time: text('plea', 'pleaDate') }
  const verdict = { time: text('verdict', 'verdictDate'), value: text('verdict', 'verdictType', 'categoryType') }
  return [
    ...(arrested === '' ? [] : [fact(caseName, 'ARREST', 'POLICE', { time: arrested, person })]),
    fact(caseName, from === '' ? 'CHARGE_OF_UNDATED_ACT' : 'CHARGE', 'PROSECUTION', {
      ...{ time: text('chargeDate'), person, charge, offence, from, until },
    }),
    ...stated('plea', 'PLEA', plea, { value: text('plea', 'pleaValue') }),
    // Without its date: an acquittal excludes each conviction of the charge.
    ...stated('verdict', 'VERDICT', { person, charge }, verdict),
    ...results,
  ]
}

const factsOfDefendant = (members: Members, caseName: string, at: Path): readonly Fact[] => {
  const person = idIn(members, at)
  const kind = members.has(...at, 'personDefendant') ? 'natural' : members.has(...at, 'legalEntityDefendant') ? 'legal' : ''
  return [
    fact(caseName, 'DEFENDANT', 'POLICE', { person, kind }),
    ...indexes(members.count(...at, 'offences')).flatMap((offence) =>
      factsOfOffence(members, caseName, person, [...at, 'offences', offence]),
    ),
  ]
}

/** The facts of a case under one name; the id of the case in the source, where the document has no other name. */
export interface FactsOfCase {
  readonly id: string
  readonly urn: string
  readonly facts: readonly Fact[]
}

/** A case's reference is the same in capitals and with blanks at its ends. */
const urnOf = (members: Members, at: Path): string =>
  members
    .text(...at, 'prosecutionCaseIdentifier', 'caseURN')
    .trim()
    .toUpperCase()

/** A day of the hearing belongs to each of its cases; its order, which takes long to compute, is the same in all. */
const daysOf = (members: Members): readonly Fact[] =>
  indexes(members.count('hearing', 'hearingDays')).map((day) => {
    const time = members.text('hearing', 'hearingDays', day, 'sittingDay')
    const cancelled = members.text('hearing', 'hearingDays', day, 'isCancelled')
    const [hearing, value] = [members.text('hearing', 'id'), members.text('hearing', 'type', 'code')]
    return fact('', 'HEARING_DAY', 'COURT', { time, hearing, value, cancelled })
  })

/**
 * The facts in the payload of a hearing, one case after another, so that a reader can stop at too many. Members that it
 * takes are marked as taken in `members`.
 */
export function* factsOf(members: Members): Generator<FactsOfCase> {
  const cases = indexes(members.count('hearing', 'prosecutionCases'))
  const days = cases.length === 0 ? [] : daysOf(members)
  for (const index of cases) {
    const at = ['hearing', 'prosecutionCases', index]
    const id = idIn(members, at)
    const urn = urnOf(members, at)
    const caseName = urn || id
    const defendants = indexes(members.count(...at, 'defendants'))
    const ofDefendants = defendants.flatMap((defendant) => factsOfDefendant(members, caseName, [...at, 'defendants', defendant]))
    yield { id, urn, facts: [...ofDefendants, ...days.map((day) => ({ ...day, case: caseName }))] }
  }
}
