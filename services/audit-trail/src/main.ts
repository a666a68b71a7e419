import process from 'node:process'
import { asProcess } from '@case-timeline/service-kit'
import { start } from './index.ts'

await asProcess(start, process)
