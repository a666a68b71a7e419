import { copyOf, plant } from './copy.mjs'
import { boundaryFindings, compileProbes, houseFindings, lintFindings } from './tools.mjs'
import * as violations from './violations.mjs'

/** TypeScript's codes for a name, or a module, that does not exist. */
const UNKNOWN = new Set([2304, 2307, 2580, 2584, 2591])

const root = process.cwd()
const failures = []
let fired = 0
const judge = (probe, failure) => (failure ? failures.push(`${probe}: ${failure}`) : (fired += 1))

const expectExactly = (tool, planted, findings) => {
  for (const { path, at = path, rule, says } of planted) {
    const found = findings.filter((finding) => finding.path === at)
    const rules = [...new Set(found.map((finding) => finding.rule))].sort()
    const expected = [rule].flat().sort()
    const said = !says || found.some(({ message }) => message.includes(says))
    judge(
      `${tool} on ${path}`,
      rules.join() !== expected.join()
        ? `expected ${expected.join(' and ')} to fire, and ${rules.join(' and ') || 'nothing'} did`
        : said
          ? undefined
          : `${rule} fired without saying "${says}"`,
    )
  }
}

const probe = async (tool, planted, find) => {
  const copy = copyOf(root)
  for (const one of planted) plant(copy, one)
  expectExactly(tool, planted, await find(copy, planted))
}

const probeCompiler = () => {
  for (const { path, codes } of compileProbes(copyOf(root), violations.compile))
    judge(
      `tsc on ${path}`,
      codes.length > 0 && codes.every((code) => UNKNOWN.has(code))
        ? undefined
        : `expected an unknown name, and tsc said ${codes.join() || 'nothing'}`,
    )
}

await Promise.all([
  probe('eslint', violations.lint, (copy, planted) =>
    lintFindings(
      copy,
      planted.map(({ path }) => path),
    ),
  ),
  probe('depcruise', violations.boundaries, boundaryFindings),
  probe('house', violations.house, houseFindings),
  probeCompiler(),
])

for (const failure of failures) console.log(failure)
console.log(`${fired} of ${fired + failures.length} probes fired`)
process.exitCode = failures.length > 0 ? 1 : 0
