'use strict';
// The classic: Express, `fetch` and `Promise.all`. Environment: as for node-http.js, and NODE_ENV=production, which
// Express's documentation asks for; what it adds to responses unasked is off.
const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const express = require('express');

const environment = process.env;
const bases = { users: environment.USERS_URL, orders: environment.ORDERS_URL, payments: environment.PAYMENTS_URL };

const answered = async (service, path) => {
    const answer = await fetch(bases[service] + path);
    // A body that nobody reads keeps its connection from being used again.
    if (!answer.ok) { await answer.arrayBuffer(); throw new Error(`status ${answer.status}`); }
    return answer;
};
const endpoints = require('./endpoints.js')(async (service, path) => (await answered(service, path)).json());

const app = express();
app.disable('x-powered-by');
app.disable('etag');
app.get('/', (request, response) => response.json({}));
app.get('/join', (request, response, next) =>
    endpoints.join(request.query.ids).then((whole) => response.json(whole), next));
app.get('/plain/:id', (request, response, next) =>
    answered('orders', `/orders/2/${request.params.id}`).then((answer) => answer.text())
        .then((body) => response.type('json').send(body), next));
for (const [name, endpoint] of Object.entries(endpoints)) {
    if (name === 'join') continue;
    app.get(`/${name}/:id`, (request, response, next) =>
        endpoint(request.params.id).then((whole) => response.json(whole), next));
}

const options = { keepAliveTimeout: 600_000, noDelay: true };
http.createServer(options, app).listen(Number(environment.PORT), '127.0.0.1', 4096);
https.createServer(
    { ...options, cert: fs.readFileSync(environment.CERTIFICATE), key: fs.readFileSync(environment.KEY), minVersion: 'TLSv1.3' },
    app).listen(Number(environment.TLS_PORT), '127.0.0.1', 4096);
