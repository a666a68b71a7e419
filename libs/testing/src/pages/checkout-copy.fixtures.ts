import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { ensureCompiled } from '../../../../deploy/installation.mjs'
import { ROOT } from './page-blocks.fixtures.ts'

/** Links packages one by one, so that the workspace's own ones are those of the copy. */
const linkPackages = (from: string, to: string): void => {
  if (!existsSync(from)) return
  mkdirSync(to, { recursive: true })
  for (const name of readdirSync(from)) if (name !== '@case-timeline') symlinkSync(join(from, name), join(to, name))
}

const copied = (path: string, to: string): void => {
  if (existsSync(join(ROOT, path))) cpSync(join(ROOT, path), join(to, path), { recursive: true, preserveTimestamps: true })
}

/**
 * Makes a copy of the checkout, as a clone of it would be after its installation: the files that Git knows or would take,
 * compiled, with the installed packages. Nothing of it leads back to the folder of the checkout but these packages.
 */
export const copyCheckout = async (to: string): Promise<void> => {
  await ensureCompiled(ROOT, 'services/casectl')
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 10_000_000,
  })
  for (const path of files.split('\0')) if (path !== '') copied(path, to)
  linkPackages(join(ROOT, 'node_modules'), join(to, 'node_modules'))
  mkdirSync(join(to, 'node_modules/@case-timeline'), { recursive: true })
  for (const kind of ['libs', 'services'])
    for (const name of readdirSync(join(to, kind))) {
      copied(`${kind}/${name}/dist`, to)
      linkPackages(join(ROOT, kind, name, 'node_modules'), join(to, kind, name, 'node_modules'))
      symlinkSync(join('../..', kind, name), join(to, 'node_modules/@case-timeline', name))
    }
  // The broker compares them with its list of checksums; fetching them again takes long.
  copied('.case-timeline/kafka-jars', to)
  // The record is of the files of the checkout: with it, all files of the copy would be compiled again as changed ones.
  rmSync(join(to, 'services/casectl/dist/.compiled'))
  await ensureCompiled(to, 'services/casectl')
}
