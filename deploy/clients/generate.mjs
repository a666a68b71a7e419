import { spawn } from 'node:child_process'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { ensureInstalled } from '../installation.mjs'
import { verifiedJars } from '../kafka/broker-jars.mjs'
import { findPrograms } from './requirements.mjs'

const here = import.meta.dirname

/**
 * Installs what the suite needs, unless it is there.
 * @returns the programs, and the paths of the jars
 * @throws with a sentence about what is missing
 */
export const ensureTools = async () => {
  const programs = findPrograms()
  await ensureInstalled(here)
  const folder = await verifiedJars({ listedIn: here, folder: 'client-jars', what: 'the generator of clients', size: '34 MB' })
  const jars = (await readdir(folder)).map((name) => join(folder, name))
  const isGenerator = (jar) => jar.includes('openapi-generator-cli')
  return { ...programs, generator: jars.find(isGenerator), libraries: jars.filter((jar) => !isGenerator(jar)) }
}

const run = (command, args, cwd = here) =>
  new Promise((done, fail) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
    child.on('error', fail)
    child.on('close', (code) =>
      code === 0 ? done(output) : fail(new Error(`${command} ${args.slice(0, 3).join(' ')} …:\n${lastLines(output)}`)),
    )
  })

const lastLines = (output) => output.trim().split('\n').slice(-60).join('\n')

/** The name of the packages of a client. */
const PACKAGE = { java: (name) => `client.${name}`, python: (name) => name }
const packageProperties = {
  java: (name) => ({
    invokerPackage: PACKAGE.java(name),
    apiPackage: `${PACKAGE.java(name)}.api`,
    modelPackage: `${PACKAGE.java(name)}.model`,
  }),
  python: (name) => ({ packageName: PACKAGE.python(name) }),
}

const writeSettings = async (folder, language, name) => {
  const settings = JSON.parse(await readFile(join(here, 'settings', `${language}.json`), 'utf8'))
  const path = join(folder, `${language}-${name}.json`)
  const additionalProperties = { ...settings.additionalProperties, ...packageProperties[language](name) }
  const outputDir = join(folder, language, name)
  await writeFile(path, JSON.stringify({ ...settings, additionalProperties, outputDir, inputSpec: join(folder, `${name}.json`) }))
  return path
}

const generateWithJava = async ({ java, generator }, folder, names) => {
  const settings = []
  for (const name of names) for (const language of ['python', 'java']) settings.push(await writeSettings(folder, language, name))
  await run(java, ['-jar', generator, 'batch', '--threads', '2', '--fail-fast', ...settings])
}

const compileJava = async ({ javac, libraries }, folder) => {
  const generated = join(folder, 'java')
  const files = (await readdir(generated, { recursive: true })).filter((path) => path.includes('src/main/java/') && path.endsWith('.java'))
  const list = join(folder, 'sources.txt')
  const programs = (await readdir(join(here, 'java'))).map((name) => join(here, 'java', name))
  await writeFile(list, [...files.map((path) => join(generated, path)), ...programs].join('\n'))
  const classes = join(folder, 'classes')
  await run(javac, [
    '-nowarn',
    '-proc:none',
    '-parameters',
    '-encoding',
    'UTF-8',
    '-cp',
    libraries.join(delimiter),
    '-d',
    classes,
    `@${list}`,
  ])
  return classes
}

const generateTypes = async (folder, names) => {
  await mkdir(join(folder, 'typescript'))
  const cli = join(here, 'node_modules/openapi-typescript/bin/cli.js')
  for (const name of names) {
    const document = join(folder, `${name}.typescript.json`)
    await run(process.execPath, [join(here, 'unions-for-typescript.mjs'), join(folder, `${name}.json`), document])
    await run(process.execPath, [cli, document, '--output', join(folder, 'typescript', `${name}.ts`)])
  }
}

/**
 * Generates and compiles the clients of several services.
 * @param tools of `ensureTools`
 * @param folder an empty folder, which gets everything
 * @param documents the OpenAPI document of each service; the keys are names of packages in Java and Python
 * @returns for each language the command of a program that calls the API: one call per line in, one answer per line out
 */
export const generateClients = async (tools, folder, documents) => {
  const names = Object.keys(documents)
  for (const name of names) await writeFile(join(folder, `${name}.json`), JSON.stringify(documents[name]))
  await Promise.all([generateTypes(folder, names), generateWithJava(tools, folder, names)])
  const classes = await compileJava(tools, folder)
  return {
    typescript: [process.execPath, join(here, 'typescript/call-client.mjs')],
    java: [tools.java, '-cp', [classes, ...tools.libraries].join(delimiter), 'CallClient', classes],
    python: [tools.python, join(here, 'python/call_client.py'), ...names.map((name) => join(folder, 'python', name))],
  }
}

const TSC = join(here, 'node_modules/typescript/bin/tsc')
const STRICT = ['--strict', '--exactOptionalPropertyTypes', '--skipLibCheck', '--target', 'es2022', '--module', 'nodenext']

/**
 * Compiles TypeScript under `strict`.
 * @returns what the compiler says; empty if the files compile
 */
export const compileTypeScript = (files) =>
  run(process.execPath, [TSC, ...STRICT, '--noEmit', '--allowImportingTsExtensions', ...files]).then(
    () => '',
    ({ message }) => message,
  )
