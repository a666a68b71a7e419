import { copyOf, plant } from './copy.mjs'
import { boundaryFindings, compileProbes, conventionFindings, lintFindings, promiseFindings, tableProbes, wordFindings } from './tools.mjs'
import * as violations from './violations.mjs'

/** TypeScript's error codes for an unknown name or module. */
const UNKNOWN = new Set([2304, 2307, 2580, 2584, 2591])

const root = process.cwd()
const failures = []
let fired = 0
const report = (probe, failure) => (failure ? failures.push(`${probe}: ${failure}`) : (fired += 1))

const expectExactly = (tool, planted, findings) => {
  for (const { path, at = path, rule, says } of planted) {
    const found = findings.filter((finding) => finding.path === at)
    const rules = [...new Set(found.map((finding) => finding.rule))].sort()
    const expected = [rule].flat().sort()
    const isMessageRight = !says || found.some(({ message }) => message.includes(says))
    report(
      `${tool} on ${path}`,
      rules.join() !== expected.join()
        ? `expected ${expected.join(' and ')} to fire, and ${rules.join(' and ') || 'nothing'} did`
        : isMessageRight
          ? undefined
          : `${rule} fired without "${says}" in its message`,
    )
  }
}

const probe = async (tool, planted, find) => {
  const copy = copyOf(root)
  for (const one of planted) plant(copy, one)
  expectExactly(tool, planted, await find(copy, planted))
}

const probeCompiler = async () => {
  const copy = copyOf(root)
  for (const { path, codes } of compileProbes(copy, violations.compile))
    report(
      `tsc on ${path}`,
      codes.length > 0 && codes.every((code) => UNKNOWN.has(code))
        ? undefined
        : `expected an unknown name, and tsc reported ${codes.join() || 'nothing'}`,
    )
  await probeTable(copy)
}

/** The table of commands: correct controls compile, and each violation fails, for its own reason. */
const probeTable = async (copy) => {
  const planted = [...violations.tableControls, ...violations.table]
  for (const one of planted) plant(copy, one)
  for (const { path, code, codes } of await tableProbes(copy, planted))
    report(
      `tsc on ${path}`,
      codes.join() === `${code ?? ''}` ? undefined : `expected ${code ?? 'nothing'}, and tsc reported ${codes.join() || 'nothing'}`,
    )
}

/** For a tool that reads only the planted files. */
const probeFiles = (tool, planted, find) =>
  probe(tool, planted, (copy) =>
    find(
      copy,
      planted.map(({ path }) => path),
    ),
  )

await Promise.all([
  probeFiles('oxlint', violations.lint, lintFindings),
  probeFiles('oxlint', violations.promises, promiseFindings),
  probeFiles('depcruise', violations.boundaries, boundaryFindings),
  probe('conventions', violations.conventions, conventionFindings),
  probe('words', violations.words, wordFindings),
  probeCompiler(),
])

for (const failure of failures) console.log(failure)
console.log(`${fired} of ${fired + failures.length} probes fired`)
process.exitCode = failures.length > 0 ? 1 : 0
