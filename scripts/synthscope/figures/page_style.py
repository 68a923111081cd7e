"""The style of the gallery, for wide and narrow windows, light and dark."""

STYLE = """
:root{--ink:#1b1f24;--faint:#57606a;--paper:#fff;--line:#d0d7de;--bar:#3b76b5;--panel:#f6f8fa;--link:#0a58b0}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--faint:#9aa4ae;--paper:#0f1318;--line:#30363d;
--bar:#5b9bd5;--panel:#171c22;--link:#79b8ff}}
*{box-sizing:border-box}[hidden]{display:none!important}
body{margin:0;background:var(--paper);color:var(--ink);overflow-wrap:anywhere;
font:16px/1.5 system-ui,Segoe UI,Helvetica,Arial,sans-serif}
header,main,footer{max-width:1320px;margin:0 auto;padding:0 clamp(12px,3vw,28px)}
header{padding-top:36px}h1{font-size:2rem;margin:0 0 4px}h2{margin:44px 0 8px;font-size:1.4rem}
h3{margin:28px 0 4px;font-size:1.15rem}h4{margin:0;font-size:1rem}
p{margin:.4em 0;max-width:75ch}.faint{color:var(--faint)}a{color:var(--link)}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:6px 18px;padding:0;margin:14px 0 0}
#apart{border-left:4px solid var(--bar);background:var(--panel);padding:8px 14px;max-width:none}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(130px,1fr));gap:12px;
margin:22px 0;padding:0}
.facts div,.filters,.example{background:var(--panel);border:1px solid var(--line);border-radius:8px}
.facts div{padding:10px 14px}
.facts dt{color:var(--faint);font-size:.85rem}.facts dd{margin:0;font-size:1.45rem;font-weight:600}
.filters{display:flex;flex-wrap:wrap;gap:8px 14px;align-items:end;
padding:10px 14px;margin:14px 0}
.filters label{font-size:.85rem;color:var(--faint)}
select,button{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--line);
border-radius:6px;padding:3px 8px}
select{display:block;max-width:13rem}button{cursor:pointer}
#found{margin:0;font-size:.9rem}
@media(min-width:900px){.filters{position:sticky;top:0;z-index:1}}
.example{padding:12px 14px;margin:14px 0;content-visibility:auto;contain-intrinsic-size:auto 420px}
.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(220px,100%),1fr));
gap:14px;margin:10px 0}
.tile{margin:0}
.tile button{display:block;width:100%;padding:0;border:0;background:none;cursor:zoom-in}
.tile button>svg,.large>svg{display:block;width:100%;height:auto;border-radius:4px;background:#000}
.tile button>svg{max-height:340px}image{image-rendering:pixelated}
figcaption{color:var(--faint);font-size:.88rem}figcaption b{color:var(--ink)}
.made{display:block}
.mark{fill:none;stroke-linecap:round;visibility:hidden}.labelled .mark{visibility:visible}
dialog{width:min(1100px,96vw);max-height:96vh;border:1px solid var(--line);border-radius:10px;
background:var(--paper);color:var(--ink);padding:16px 20px}
dialog::backdrop{background:#000a}dialog h3{margin:0 0 10px}
.large>svg{max-height:70vh;margin:0 auto}#close{float:right;margin-left:12px}
.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(330px,100%),1fr));gap:28px}
table{border-collapse:collapse;width:100%;font-size:.92rem}
caption{text-align:left;font-weight:600;padding-bottom:6px}
th,td{text-align:left;padding:3px 10px 3px 0;border-bottom:1px solid var(--line);
vertical-align:top}
.values th,.example details th{width:42%}
.wide{grid-column:1/-1}.wide td:first-child{width:28%}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.b{width:45%;vertical-align:middle}
.bar{display:block;height:.7em;min-width:1px;background:var(--bar);border-radius:2px}
.histogram{margin:0}
.histogram svg{display:block;box-sizing:content-box;width:100%;height:90px;fill:var(--bar);
border-bottom:1px solid var(--line)}
.histogram p{display:flex;justify-content:space-between;margin:0;max-width:none;font-size:.85rem;
color:var(--faint)}
.histogram .each span{flex:1;text-align:center}
details{margin-top:6px}summary{cursor:pointer;color:var(--link)}
.graph{margin:18px 0}.frame{overflow:auto;max-height:80vh;background:#fff;
border:1px solid var(--line);border-radius:8px}.frame img{display:block;width:100%;height:auto}
@media(max-width:700px){.frame img{width:auto;max-width:none}}
.graph p{display:flex;gap:8px;align-items:center;flex-wrap:wrap}
footer{margin-top:48px;padding-bottom:36px;color:var(--faint);font-size:.9rem}
:focus-visible{outline:3px solid var(--bar);outline-offset:2px}
""".strip()
