// The conversation of conversation.json on @floip/flow-runner, driven as benchmarks/contender.py says.
//
// A host must turn what was typed into the engine's values; this one does the least that works.
// Argument "apart": the flow is taken out of the state before it is written, as a careful host may.

'use strict'

const path = require('path')
const readline = require('readline')
const {createContextDataObjectFor, FlowRunner, ResourceResolver} = require('@floip/flow-runner')

const script = require(path.join(__dirname, 'conversation.json'))
const apart = process.argv[2] === 'apart'
const LANGUAGE = 'eng'

// The runner says something on each turn; printing it would be time that is not its own.
console.info = () => {}

const uuid = n => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

const resources = []

function resource(text) {
  const id = uuid(100 + resources.length)
  const values = [{language_id: LANGUAGE, content_type: 'TEXT', modes: ['SMS'], value: text}]
  resources.push({uuid: id, values})
  return id
}

function block(at, name, type, config, last = false) {
  const exit = {uuid: uuid(200 + at), label: 'next', default: true, config: {}}
  if (!last) exit.destination_block = uuid(at + 1)
  return {uuid: uuid(at), name, type, config, exits: [exit]}
}

function select(at, name, choices) {
  const all = Object.fromEntries(choices.map(choice => [choice, resource(choice)]))
  const config = {prompt: resource(script.texts[name]), choices: all}
  return block(at, name, 'MobilePrimitives.SelectOneResponse', config)
}

const flow = {
  uuid: uuid(99),
  name: 'check-in',
  label: '',
  last_modified: '2026-01-01 00:00:00.000Z',
  interaction_timeout: 259200,
  supported_modes: ['SMS'],
  languages: [{id: LANGUAGE, name: 'English'}],
  vendor_metadata: {},
  blocks: [
    select(1, 'ready', ['yes', 'no']),
    select(2, 'home', script.home),
    block(3, 'listened', 'MobilePrimitives.NumericResponse', {
      prompt: resource(script.texts.listened),
      validation_minimum: 1,
      validation_maximum: 5,
    }),
    block(4, 'good_day', 'MobilePrimitives.OpenResponse', {prompt: resource(script.texts.good_day), text: {}}),
    select(5, 'helped', script.helped),
    block(6, 'thanks', 'MobilePrimitives.Message', {prompt: resource(script.texts.thanks)}, true),
  ],
}

const contact = {id: '1', name: '', created_at: '2026-01-01 00:00:00.000Z', groups: []}

function save(context) {
  if (!apart) return JSON.stringify(context)
  const {flows, resources: texts, ...state} = context
  return JSON.stringify(state)
}

function load(saved) {
  const context = JSON.parse(saved)
  if (apart) {
    context.flows = [flow]
    context.resources = resources
  }
  return context
}

function textOf(prompt, context) {
  const resolver = new ResourceResolver(context)
  const text = resolver.resolve(prompt.config.prompt).getText()
  if (prompt.config.kind !== 'SelectOne') return text
  const labels = prompt.config.choices.map(({value}, at) => `${at + 1} ${resolver.resolve(value).getText()}`)
  return `${text} ${labels.join(', ')}.`
}

function valueOf(prompt, text) {
  const typed = text.trim().toLowerCase()
  if (prompt.config.kind === 'Open') return text
  const number = /^\d+$/.test(typed) ? Number(typed) : undefined
  if (prompt.config.kind === 'Numeric') return number
  const keys = prompt.config.choices.map(({key}) => key)
  return number ? keys[number - 1] : keys.find(key => key.toLowerCase() === typed)
}

function accepts(prompt, value) {
  try {
    return value !== undefined && prompt.validate(value)
  } catch (refused) {
    return false
  }
}

async function turn(saved, text) {
  if (saved === null) {
    const context = await createContextDataObjectFor(
      {...contact}, [], 'user', 'org', [flow], LANGUAGE, 'SMS', resources)
    const {prompt} = await new FlowRunner(context).run()
    return {saved: save(context), said: textOf(prompt, context)}
  }
  const context = load(saved)
  const runner = new FlowRunner(context)
  const {prompt} = runner.hydrateRichCursorFrom(context)
  const value = valueOf(prompt, text)
  if (!accepts(prompt, value)) return {saved: save(context), said: script.texts.listened_again}
  prompt.value = value
  const next = await runner.run()
  return {saved: save(context), said: textOf(next.prompt, context)}
}

function kept(saved) {
  const {interactions} = JSON.parse(saved)
  const names = Object.fromEntries(flow.blocks.map(({uuid: id, name}) => [id, name]))
  const given = interactions.filter(({has_response: has}) => has)
  return Object.fromEntries(given.map(({block_id: id, value}) => [names[id], value]))
}

async function check() {
  let saved = null
  let bytes = 0
  const said = []
  for (const text of script.says) {
    const done = await turn(saved, text)
    saved = done.saved
    bytes = Math.max(bytes, Buffer.byteLength(saved))
    said.push(done.said)
  }
  return {said, kept: kept(saved), state_bytes: bytes}
}

async function round(seconds) {
  const cpu = process.cpuUsage()
  const begun = performance.now()
  const until = begun + seconds * 1000
  let turns = 0
  do {
    let saved = null
    for (const text of script.says) saved = (await turn(saved, text)).saved
    turns += script.says.length
  } while (performance.now() < until)
  const {user, system} = process.cpuUsage(cpu)
  return {turns, cpu: (user + system) / 1e6, wall: (performance.now() - begun) / 1000}
}

async function main() {
  console.log(JSON.stringify(await check()))
  for await (const line of readline.createInterface({input: process.stdin})) {
    console.log(JSON.stringify(await round(Number(line))))
  }
}

main()
