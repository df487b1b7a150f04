/** The page of the dashboard. It holds no data of a request. */
export const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>firstbyte: requests</title>
<link rel="stylesheet" href="/dashboard/page.css">
<script src="/dashboard/page.js" defer></script>
</head>
<body>
<header>
<h1>Requests</h1>
<p id="state" role="status">Connecting</p>
</header>
<form id="login" hidden>
<label>Token <input id="token" type="password" autocomplete="off" required></label>
<button>Show</button>
</form>
<div id="controls">
<button id="pause" type="button" aria-pressed="false">Pause</button>
<label><input id="trouble" type="checkbox"> Only failed or retried requests</label>
</div>
<ul id="legend" aria-label="Legend">
<li><span class="swatch waiting"></span>waiting</li>
<li><span class="swatch lost"></span>lost attempt</li>
<li><span class="swatch hedged"></span>overtaken</li>
<li><span class="swatch streaming"></span>streaming</li>
<li><span class="swatch mark"></span>first content</li>
<li><span class="swatch dead"></span>failed</li>
</ul>
<ol id="requests" aria-label="Requests, newest first"></ol>
<p id="none">No request yet. The up and down keys move between requests. Enter shows the attempts of one.</p>
</body>
</html>
`;
