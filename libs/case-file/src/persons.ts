import { EVENT_TYPES, type PersonRef } from '@case-timeline/contracts'
import type { Recorded } from '@case-timeline/projections'
import type { PersonInFile } from './case-file.ts'

type Persons = readonly PersonInFile[]

const unknown = (personRef: PersonRef): PersonInFile => ({
  personRef,
  capacities: [],
  screenings: [],
  arrests: [],
  assessments: [],
  rightsInformed: [],
})

/** The persons with one of them changed; added when the file did not know her yet. */
export const withPerson = (persons: Persons, personRef: PersonRef, change: (person: PersonInFile) => Partial<PersonInFile>): Persons => {
  const known = persons.find((person) => person.personRef === personRef)
  const before = known ?? unknown(personRef)
  const after = { ...before, ...change(before) }
  return known ? persons.map((person) => (person === known ? after : person)) : [...persons, after]
}

/** The persons of whom a fact speaks, each in the capacity in which it does. */
export const named = (persons: Persons, { type, data }: Recorded): Persons =>
  (EVENT_TYPES.get(type)?.subjects?.(data) ?? []).reduce<Persons>(
    (all, { personRef, capacity }) =>
      withPerson(all, personRef, ({ capacities }) => ({
        capacities: capacities.includes(capacity) ? capacities : [...capacities, capacity],
      })),
    persons,
  )
