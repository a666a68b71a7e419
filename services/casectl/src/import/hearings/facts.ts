import { canonicalHash } from '@case-timeline/event-store'
import type { Members, Path } from './members.ts'

/** The columns of the log that is made from hearings; deploy/mappings/common-platform.json maps them. */
export const COLUMNS = [
  ...['case', 'order', 'activity', 'agency', 'time', 'person', 'kind', 'charge', 'offence', 'from', 'until'],
  ...['value', 'category', 'convicted', 'next', 'result', 'hearing', 'cancelled'],
] as const
type Column = (typeof COLUMNS)[number]

/** A fact of a hearing as a row of a log; a column that says nothing about it is absent. */
export type Fact = Readonly<Partial<Record<Column, string>>> & Readonly<Record<'case' | 'order' | 'activity' | 'agency', string>>

/** The same fact is in the payload of each hearing of its case: its order is made from its content, so that it counts once. */
const fact = (caseName: string, activity: string, agency: string, cells: Readonly<Partial<Record<Column, string>>>): Fact => {
  const said = Object.fromEntries(Object.entries(cells).filter(([, text]) => text !== ''))
  const order = `${activity}-${canonicalHash([activity, agency, said]).slice(0, 16)}`
  return { ...said, case: caseName, order, activity, agency }
}

const indexes = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index)

/** What happened with one offence of a defendant, in the order in which it can have happened. */
const factsOfOffence = (members: Members, caseName: string, person: string, at: Path): readonly Fact[] => {
  const text = (...path: Path) => members.text(...at, ...path)
  const charge = text('id')
  const offence = text('offenceCode')
  const arrested = text('arrestDate')
  const [from, until] = [text('startDate'), text('endDate')]
  const results = indexes(members.count(...at, 'judicialResults')).flatMap((index) => {
    const ofResult = (...path: Path) => text('judicialResults', index, ...path)
    const time = ofResult('orderedDate')
    const about = { person, charge, value: ofResult('cjsCode'), category: ofResult('category'), convicted: ofResult('isConvictedResult') }
    const next = ofResult('nextHearing', 'listedStartDateTime')
    return [
      fact(caseName, 'RESULT', 'COURT', { time, result: ofResult('judicialResultId'), ...about }),
      ...(next === '' ? [] : [fact(caseName, 'NEXT_HEARING', 'COURT', { time, next })]),
    ]
  })
  const other = text('verdict', 'lesserOrAlternativeOffence', 'offenceCode')
  const verdict = { time: text('verdict', 'verdictDate'), person, charge, value: text('verdict', 'verdictType', 'categoryType') }
  return [
    ...(arrested === '' ? [] : [fact(caseName, 'ARREST', 'POLICE', { time: arrested, person })]),
    fact(caseName, from === '' ? 'CHARGE_OF_UNDATED_ACT' : 'CHARGE', 'PROSECUTION', {
      ...{ time: text('chargeDate'), person, charge, offence, from, until },
    }),
    ...(members.has(...at, 'plea')
      ? [fact(caseName, 'PLEA', 'COURT', { time: text('plea', 'pleaDate'), person, charge, value: text('plea', 'pleaValue') })]
      : []),
    ...(members.has(...at, 'verdict')
      ? [
          fact(
            caseName,
            other === '' ? 'VERDICT' : 'VERDICT_ON_OTHER_OFFENCE',
            'COURT',
            other === '' ? verdict : { ...verdict, offence: other },
          ),
        ]
      : []),
    ...results,
  ]
}

const factsOfDefendant = (members: Members, caseName: string, at: Path): readonly Fact[] => {
  const person = members.text(...at, 'id')
  const kind = members.has(...at, 'personDefendant') ? 'natural' : members.has(...at, 'legalEntityDefendant') ? 'legal' : ''
  return [
    fact(caseName, 'DEFENDANT', 'POLICE', { person, kind }),
    ...indexes(members.count(...at, 'offences')).flatMap((offence) =>
      factsOfOffence(members, caseName, person, [...at, 'offences', offence]),
    ),
  ]
}

/**
 * The facts in the payload of a hearing, case by case. Members that it takes are marked as taken in `members`.
 * A day of the hearing belongs to each of its cases.
 */
export const factsOf = (members: Members): readonly Fact[] => {
  return indexes(members.count('hearing', 'prosecutionCases')).flatMap((index) => {
    const at = ['hearing', 'prosecutionCases', index]
    const id = members.text(...at, 'id')
    const caseName = members.text(...at, 'prosecutionCaseIdentifier', 'caseURN') || id
    const days = indexes(members.count('hearing', 'hearingDays')).map((day) => {
      const time = members.text('hearing', 'hearingDays', day, 'sittingDay')
      const cancelled = members.text('hearing', 'hearingDays', day, 'isCancelled')
      const [hearing, value] = [members.text('hearing', 'id'), members.text('hearing', 'type', 'code')]
      return fact(caseName, 'HEARING_DAY', 'COURT', { time, hearing, value, cancelled })
    })
    const defendants = indexes(members.count(...at, 'defendants'))
    return [...defendants.flatMap((defendant) => factsOfDefendant(members, caseName, [...at, 'defendants', defendant])), ...days]
  })
}
