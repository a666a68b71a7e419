import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { PersonInFile } from './case-file.ts'
import { changingPersons } from './persons.ts'

const personOf = (personRef: string): PersonInFile => ({
  personRef,
  capacities: [],
  screenings: [],
  arrests: [],
  assessments: [],
  rightsInformed: [],
})

/** Persons that count how often one of them is looked at. */
const countedPersons = (count: number) => {
  let looks = 0
  const persons = Array.from({ length: count }, (_, number) =>
    Object.defineProperty(personOf(''), 'personRef', { enumerable: true, get: () => ((looks += 1), `person-${number}`) }),
  )
  return { persons, looks: () => looks }
}

describe('the persons of a case file', () => {
  it('are changed by a later fact without a look at the others, however many they are', () => {
    const { persons, looks } = countedPersons(1_000)
    const { withPerson } = changingPersons()
    const first = withPerson(persons, 'new-1', () => ({}))
    const before = looks()
    const later = withPerson(
      withPerson(first, 'new-2', () => ({})),
      'person-7',
      () => ({ alsoKnownAs: ['x'] }),
    )
    expect(looks() - before).toBe(1)
    expect(later.slice(-2).map(({ personRef }) => personRef)).toEqual(['new-1', 'new-2'])
    expect(later[7]).toEqual({ ...personOf('person-7'), alsoKnownAs: ['x'] })
  })

  it('are changed in place in a list that was made of another one, until it is kept', () => {
    const { withPerson, keep } = changingPersons()
    const first = withPerson([], 'a', () => ({}))
    const second = withPerson(first, 'b', () => ({}))
    expect(second).toBe(first)
    keep(second)
    const third = withPerson(second, 'c', () => ({}))
    expect([second, third].map((persons) => persons.map(({ personRef }) => personRef))).toEqual([
      ['a', 'b'],
      ['a', 'b', 'c'],
    ])
  })

  it('are the same for any order of facts, also where several files continue one file', () => {
    const step = fc.record({ of: fc.nat(), who: fc.constantFrom('a', 'b', 'c', 'd'), alias: fc.string({ maxLength: 1 }) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const { withPerson, keep } = changingPersons()
        const files: (readonly PersonInFile[])[] = [[]]
        for (const { of, who, alias } of steps) {
          const file = files[of % files.length] ?? []
          keep(file)
          const isKnown = file.some(({ personRef }) => personRef === who)
          const changed = withPerson(file, who, ({ alsoKnownAs = [] }) => ({ alsoKnownAs: [...alsoKnownAs, alias] }))
          const expected = (isKnown ? file : [...file, personOf(who)]).map((person) =>
            person.personRef === who ? { ...person, alsoKnownAs: [...(person.alsoKnownAs ?? []), alias] } : person,
          )
          expect(changed).toEqual(expected)
          files.push(changed)
        }
      }),
    )
  })
})
