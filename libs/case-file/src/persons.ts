import { EVENT_TYPES, type FactOf, PersonRefsMerged, PersonRefsUnmerged, type PersonRef } from '@case-timeline/contracts'
import type { Recorded } from '@case-timeline/projections'
import type { PersonInFile } from './case-file.ts'

type Persons = readonly PersonInFile[]

const emptyPerson = (personRef: PersonRef): PersonInFile => ({
  personRef,
  capacities: [],
  screenings: [],
  arrests: [],
  assessments: [],
  rightsInformed: [],
})

/** The persons with one of them changed; the person is added if the file does not contain it yet. */
export const withPerson = (persons: Persons, personRef: PersonRef, change: (person: PersonInFile) => Partial<PersonInFile>): Persons => {
  const known = persons.find((person) => person.personRef === personRef)
  const before = known ?? emptyPerson(personRef)
  const after = { ...before, ...change(before) }
  return known ? persons.map((person) => (person === known ? after : person)) : [...persons, after]
}

/** The persons and those whom a fact names, with the capacity that each has in the fact. */
export const withNamedPersons = (persons: Persons, { type, data }: Recorded): Persons =>
  (EVENT_TYPES.get(type)?.subjects?.(data) ?? []).reduce<Persons>(
    (all, { personRef, capacity }) =>
      withPerson(all, personRef, ({ capacities }) => ({
        capacities: capacities.includes(capacity) ? capacities : [...capacities, capacity],
      })),
    persons,
  )

type Merge = FactOf<typeof PersonRefsMerged>['data']

/** The persons after a merge or unmerge: each with the references that are merged into the reference of the person. */
export const withAliases = (persons: Persons, { type, data }: Recorded): Persons => {
  if (type !== PersonRefsMerged.type && type !== PersonRefsUnmerged.type) return persons
  const { keptRef, mergedRef } = data as Merge
  return withPerson(persons, keptRef, ({ alsoKnownAs = [] }) => {
    const others = alsoKnownAs.filter((ref) => ref !== mergedRef)
    const known = type === PersonRefsMerged.type ? [...others, mergedRef] : others
    return { alsoKnownAs: known.length > 0 ? known : undefined }
  })
}
