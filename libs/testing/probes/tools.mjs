import { execFile } from 'node:child_process'
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'
import { judgeHouse } from '../house.mjs'

const running = new Set()
// Before the copies are removed: a tool that still runs would write into them again.
process.prependListener('exit', () => running.forEach((child) => child.kill('SIGKILL')))

const run = (cwd, bin, args) =>
  new Promise((done, fail) => {
    const options = { cwd, maxBuffer: 1 << 28 }
    const child = execFile(process.execPath, [join(cwd, 'node_modules', bin), ...args], options, (error, stdout, stderr) => {
      running.delete(child)
      if (error && typeof error.code !== 'number') fail(error)
      else done({ stdout, stderr })
    })
    running.add(child)
  })

const parsed = ({ stdout, stderr }, tool) => {
  try {
    return JSON.parse(stdout)
  } catch {
    throw new Error(`${tool} gave no findings to read:\n${stdout}${stderr}`)
  }
}

/** What each tool finds in a copy, as `{ path, rule, message }`. */
export const lintFindings = async (copy, paths) => {
  await run(copy, 'nx/dist/bin/nx.js', ['show', 'projects'])
  // Types for the planted files alone: the rules are those of the configuration, and what the files import is not judged here.
  const program = { extends: './tsconfig.json', compilerOptions: { noResolve: true }, include: paths }
  writeFileSync(join(copy, 'tsconfig.lint.json'), JSON.stringify(program))
  const files = parsed(await run(copy, 'eslint/bin/eslint.js', ['--format', 'json', ...paths]), 'eslint')
  return files.flatMap(({ filePath, messages }) =>
    messages.map(({ ruleId, message }) => ({ path: relative(copy, filePath), rule: ruleId ?? 'inline-configuration', message })),
  )
}

export const boundaryFindings = async (copy) => {
  const { summary } = parsed(
    await run(copy, 'dependency-cruiser/bin/dependency-cruise.mjs', ['libs', 'services', '--output-type', 'json']),
    'depcruise',
  )
  return summary.violations.map(({ from, to, rule }) => ({ path: from, rule: rule.name, message: `imports ${to}` }))
}

export const houseFindings = async (copy) => judgeHouse(copy)

const domainsOf = (copy) =>
  ['libs', 'services'].flatMap((group) =>
    readdirSync(join(copy, group))
      .map((name) => `${group}/${name}/src/domain`)
      .filter((folder) => existsSync(join(copy, folder, 'tsconfig.json'))),
  )

/** Compiles each domain with violations planted: those whose types would help the others each in a program of its own. */
export const compileProbes = (copy, violations) => {
  const sources = new Map()
  const host = ts.createIncrementalCompilerHost({})
  host.useSourceOfProjectReferenceRedirect = () => true
  const read = host.getSourceFile
  host.getSourceFile = (path, ...rest) => {
    if (path.includes('/planted-')) return read(path, ...rest)
    if (!sources.has(path)) sources.set(path, read(path, ...rest))
    return sources.get(path)
  }
  const errorsIn = (folder, planted) => {
    for (const { name, text } of planted) writeFileSync(join(copy, folder, `planted-${name}.ts`), text)
    const config = ts.getParsedCommandLineOfConfigFile(
      join(copy, folder, 'tsconfig.json'),
      { noEmit: true },
      { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} },
    )
    const program = ts.createProgram({
      rootNames: config.fileNames,
      options: config.options,
      projectReferences: config.projectReferences,
      host,
    })
    const results = planted.map(({ name }) => {
      const path = join(copy, folder, `planted-${name}.ts`)
      const file = program.getSourceFile(path)
      rmSync(path)
      const errors = file ? program.getSemanticDiagnostics(file) : []
      return { path: `${folder}/planted-${name}.ts`, codes: errors.map(({ code }) => code) }
    })
    return results
  }
  const together = violations.filter((one) => !one.alone)
  const alone = violations.filter((one) => one.alone)
  return domainsOf(copy).flatMap((folder) => [...errorsIn(folder, together), ...alone.flatMap((one) => errorsIn(folder, [one]))])
}
