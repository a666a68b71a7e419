// Plants a rule whose sentence titles no spec, and one whose sentence does: the check must name the first and no other. Plants deciders
// of each kind: their rules and events must be found, and a command of none of them must be named.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { procedureOf, unfollowed } from './procedure.mjs'
import { unspecified } from './rules-page.mjs'
import { specFinder } from './specs.mjs'

const root = mkdtempSync(join(tmpdir(), 'case-timeline-rules-'))
try {
  for (const folder of ['libs', 'services/prosecution/src/domain']) mkdirSync(join(root, folder), { recursive: true })
  const spec = join(root, 'services/prosecution/src/domain/planted.spec.ts')
  writeFileSync(spec, 'it(rules.thisOneIsSpecified.sentence, () => undefined)\n')
  const rules = ['this-one-is-specified', 'this-one-is-not'].map((name) => ({ id: `prosecution.${name}` }))
  const found = unspecified([{ name: 'prosecution', rules }], specFinder(root)).map(({ id }) => id)
  if (found.join() !== 'prosecution.this-one-is-not') {
    console.error(`a-rule-has-a-spec fired on [${found.join()}]; expected: prosecution.this-one-is-not`)
    process.exitCode = 1
  }

  const decision = `export const plant = ({ data }: Plant) => ({ under: [thisOneIsSpecified], events: [{ type: 'prosecution.Planted', data }] })\n`
  const deciders = {
    'a function of its own': `${decision}const planted: Decider<S, Plant, E> = { initial, evolve, decide: plant }\n`,
    'a switch': `${decision}const decide = (command) => {\n  switch (command.name) {\n    case 'Plant':\n      return plant(command)\n  }\n}\n`,
  }
  const ids = new Set(rules.map(({ id }) => id))
  const planted = join(root, 'services/prosecution/src/domain/planted.decide.ts')
  for (const [kind, text] of Object.entries(deciders)) {
    writeFileSync(planted, text)
    const [plant, other] = ['Plant', 'Uproot'].map((name) => ({ name, ...procedureOf('prosecution', name, ids, root) }))
    const seen = [...plant.rules, ...plant.events, ...unfollowed([plant, other]).map(({ name }) => name)].join()
    if (seen !== 'prosecution.this-one-is-specified,prosecution.Planted,Uproot') {
      console.error(`a-command-is-followed, in a decider that is ${kind}: saw [${seen}]`)
      process.exitCode = 1
    }
  }
} finally {
  rmSync(root, { recursive: true })
}
