import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { THREADS } from '../../../deploy/compile.mjs'
import { checkConventions } from '../conventions.mjs'
import { checkWords } from '../words.mjs'
import { inOneProgram } from './one-program.mjs'

const running = new Set()
// Before the copies are removed, because a tool that still runs would write into them again.
process.prependListener('exit', () => running.forEach((child) => child.kill('SIGKILL')))

const run = (cwd, bin, args) =>
  new Promise((done, fail) => {
    const options = { cwd, maxBuffer: 1 << 28 }
    const child = execFile(process.execPath, [join(cwd, 'node_modules', bin), ...args], options, (error, stdout, stderr) => {
      running.delete(child)
      // A tool with findings exits with a number other than 0, which is no failure here.
      if (error && typeof error.code !== 'number') fail(error)
      else done({ stdout, stderr })
    })
    running.add(child)
  })

const parsed = ({ stdout, stderr }, tool) => {
  try {
    return JSON.parse(stdout)
  } catch {
    throw new Error(`${tool} printed no readable findings:\n${stdout}${stderr}`)
  }
}

/** The findings of each tool in a copy, as `{ path, rule, message }`. */
const oxlintFindings = async (copy, args) => {
  const { diagnostics } = parsed(await run(copy, 'oxlint/bin/oxlint', ['--format', 'json', ...args]), 'oxlint')
  return diagnostics.map(({ filename, code, message }) => ({ path: filename, rule: code, message }))
}

export const lintFindings = async (copy, paths) => {
  await run(copy, 'nx/dist/bin/nx.js', ['show', 'projects'])
  return oxlintFindings(copy, paths)
}

export const promiseFindings = (copy, paths) => {
  inOneProgram(process.cwd(), copy)
  return oxlintFindings(copy, ['--config', 'libs/testing/promises.oxlintrc.json', ...paths])
}

/** What the planted files import is resolved, and not followed: it has no finding of its own. */
export const boundaryFindings = async (copy, paths) => {
  const options = ['--do-not-follow', '^(?!.*planted)', '--output-type', 'json']
  const { summary } = parsed(await run(copy, 'dependency-cruiser/bin/dependency-cruise.mjs', [...paths, ...options]), 'depcruise')
  return summary.violations.map(({ from, to, rule }) => ({ path: from, rule: rule.name, message: `imports ${to}` }))
}

export const conventionFindings = async (copy) => checkConventions(copy)

export const wordFindings = async (copy, planted) =>
  checkWords(
    copy,
    planted.map(({ path }) => path),
  )

/** This whole package is pure, so it has no separate tsconfig.pure.json. */
const CASEWORK = 'libs/casework'

const purePackagesOf = (copy) =>
  ['libs', 'services'].flatMap((group) =>
    readdirSync(join(copy, group))
      .map((name) => `${group}/${name}`)
      .filter((folder) => folder === CASEWORK || existsSync(join(copy, folder, 'tsconfig.pure.json'))),
  )

/**
 * Compiles the pure files of each package with planted violations. A violation whose types would let others compile
 * (`alone`) is compiled in a separate program.
 */
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
    const at = (name) => join(folder, 'src/planted', `planted-${name}.ts`)
    mkdirSync(join(copy, folder, 'src/planted'))
    for (const { name, text } of planted) writeFileSync(join(copy, at(name)), text)
    const config = ts.getParsedCommandLineOfConfigFile(
      join(copy, folder, folder === CASEWORK ? 'tsconfig.json' : 'tsconfig.pure.json'),
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
      const file = program.getSourceFile(join(copy, at(name)))
      const errors = file ? program.getSemanticDiagnostics(file) : []
      return { path: at(name), codes: errors.map(({ code }) => code) }
    })
    rmSync(join(copy, folder, 'src/planted'), { recursive: true })
    return results
  }
  const together = violations.filter((one) => !one.alone)
  const alone = violations.filter((one) => one.alone)
  return purePackagesOf(copy).flatMap((folder) => [...errorsIn(folder, together), ...alone.flatMap((one) => errorsIn(folder, [one]))])
}

/**
 * Compiles planted files, which use other sources, in one program.
 * @returns the error codes of each file, each once
 */
export const tableProbes = async (copy, planted) => {
  const options = { noEmit: true, composite: false, declaration: false, declarationMap: false }
  const sources = { allowImportingTsExtensions: true, rewriteRelativeImportExtensions: false }
  const config = {
    extends: './tsconfig.base.json',
    compilerOptions: { ...options, ...sources },
    files: planted.map(({ path }) => path),
  }
  writeFileSync(join(copy, 'tsconfig.planted.json'), JSON.stringify(config))
  const { stdout } = await run(copy, '@typescript/native/bin/tsc', [THREADS, '--pretty', 'false', '-p', 'tsconfig.planted.json'])
  const found = [...stdout.matchAll(/^(\S+)\(\d+,\d+\): error TS(\d+)/gm)]
  return planted.map(({ path, code }) => {
    const codes = found.filter(([, file]) => file === path).map(([, , number]) => Number(number))
    return { path, code, codes: [...new Set(codes)] }
  })
}
