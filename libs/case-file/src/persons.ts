import { EVENT_TYPES, type FactOf, PersonRefsMerged, PersonRefsUnmerged, type PersonRef, type PersonShown } from '@case-timeline/contracts'
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
export type WithPerson = (persons: Persons, personRef: PersonRef, change: (person: PersonInFile) => Partial<PersonInFile>) => Persons

/** Changes the persons of files, one fact after the other. */
export interface ChangingPersons {
  readonly withPerson: WithPerson
  /** From now on this list does not change: somebody else may have it. */
  keep(persons: Persons): void
}

const withPersonAt = (persons: PersonInFile[], place: number, person: PersonInFile): PersonInFile[] => {
  persons[place] = person
  return persons
}

/** Not spread: an entry that comes after a copy of thousands makes room for half as many again. */
const copiedWith = (persons: Persons, place: number, person: PersonInFile): PersonInFile[] =>
  place === persons.length ? persons.concat([person]) : persons.with(place, person)

/**
 * Changes persons, and remembers where each of them is in the list that results: the next fact of the case finds its
 * person without a pass over the list. This cannot be stale, because the places pass from a list to the one that is made
 * of it; for a list without them they are found again. A list that was made here, and is not kept, is changed in place:
 * each copy of ten thousand persons costs as much as the rest of the fact.
 */
export const changingPersons = (): ChangingPersons => {
  const placesIn = new WeakMap<Persons, Map<PersonRef, number>>()
  const made = new WeakSet<Persons>()
  return {
    keep: (persons) => void made.delete(persons),
    withPerson: (persons, personRef, change) => {
      const places = placesIn.get(persons) ?? new Map(persons.map((person, place) => [person.personRef, place]))
      placesIn.delete(persons)
      const place = places.get(personRef) ?? persons.length
      const before = persons[place] ?? emptyPerson(personRef)
      const person = { ...before, ...change(before) }
      const changed = made.has(persons) ? withPersonAt(persons as PersonInFile[], place, person) : copiedWith(persons, place, person)
      made.add(changed)
      placesIn.set(changed, places.set(personRef, place))
      return changed
    },
  }
}

const personsShownBy = ({ type, data }: Recorded): readonly PersonShown[] => {
  const event = EVENT_TYPES.get(type)
  return event?.shownAs?.(data) ?? event?.subjects?.(data) ?? []
}

/** The persons and those whom a fact names, with the capacity that each has in the fact, if the fact says it. */
export const withNamedPersons = (withPerson: WithPerson, persons: Persons, fact: Recorded): Persons =>
  personsShownBy(fact).reduce<Persons>(
    (all, { personRef, capacity }) =>
      withPerson(all, personRef, ({ capacities }) => ({
        capacities: capacity === undefined || capacities.includes(capacity) ? capacities : [...capacities, capacity],
      })),
    persons,
  )

type Merge = FactOf<typeof PersonRefsMerged>['data']

/** The persons after a merge or unmerge: each with the references that are merged into the reference of the person. */
export const withAliases = (withPerson: WithPerson, persons: Persons, { type, data }: Recorded): Persons => {
  if (type !== PersonRefsMerged.type && type !== PersonRefsUnmerged.type) return persons
  const { keptRef, mergedRef } = data as Merge
  return withPerson(persons, keptRef, ({ alsoKnownAs = [] }) => {
    const others = alsoKnownAs.filter((ref) => ref !== mergedRef)
    const known = type === PersonRefsMerged.type ? [...others, mergedRef] : others
    return { alsoKnownAs: known.length > 0 ? known : undefined }
  })
}
