import { EVENT_TYPES, type FactOf, PersonRefsMerged, PersonRefsUnmerged, type PersonRef } from '@case-timeline/contracts'
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

type Merge = FactOf<typeof PersonRefsMerged>['data']

/** The persons, each with the references under which she was recorded before two were found to be one person. */
export const withAliases = (persons: Persons, { type, data }: Recorded): Persons => {
  if (type !== PersonRefsMerged.type && type !== PersonRefsUnmerged.type) return persons
  const { keptRef, mergedRef } = data as Merge
  return withPerson(persons, keptRef, ({ alsoKnownAs = [] }) => {
    const others = alsoKnownAs.filter((ref) => ref !== mergedRef)
    const known = type === PersonRefsMerged.type ? [...others, mergedRef] : others
    return { alsoKnownAs: known.length > 0 ? known : undefined }
  })
}
